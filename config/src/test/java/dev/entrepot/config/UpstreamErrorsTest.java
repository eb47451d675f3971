package dev.entrepot.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the user reads about values and about keys that do not go together. */
class UpstreamErrorsTest {

    private final Workplace workplace;

    UpstreamErrorsTest(@TempDir Path directory) {
        workplace = new Workplace(directory);
    }

    private void assertError(String yaml, String... lines) {
        assertThat(workplace.yaml(yaml).errors()).containsExactly(lines);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            tag-ttl: 5 | '5' is not a duration; add a unit, such as 5s or 5m
            tag-ttl: soon | 'soon' is not a duration; write numbers with d, h, m, s or ms, such as 5m or 1h30m
            max-stale: 99999d | '99999d' is too long; write at most 36500d, a hundred years
            max-connections: many | 'many' is not a whole number; write digits only, such as 64
            max-connections: 0 | 0 is too small; write at least 1
            max-connections: 10001 | 10001 is too large; write at most 10000
            url: ghcr.io | is not an http or https URL; write a URL such as https://registry.example.com or http://127.0.0.1:5310
            url: 'https://a b' | is not a URL; write a URL such as https://registry.example.com or http://127.0.0.1:5310
            url: https://a_b | has no valid host and port; write a URL such as https://registry.example.com or http://127.0.0.1:5310
            url: https://a:65536 | has no valid host and port; write a URL such as https://registry.example.com or http://127.0.0.1:5310
            url: https://me@a | must not contain a user or a password; use the keys for credentials instead
            url: https://a/v2 | must not have a path; end it after the host and the port
            url: https://a?b | must not have a query or a fragment; end it after the host and the port
            username: a:b | must not contain ':'; write the part before it here and the rest as the password
            """)
    void aBadValue(String line, String error) {
        String key = line.substring(0, line.indexOf(':'));
        String password = key.equals("username") ? ", password: x" : "";

        assertError(
                "upstreams: {ghcr.io: {" + line + password + "}}",
                "entrepot.yaml:1: upstreams.ghcr.io." + key + ": " + error);
    }

    @Test
    void anAddedUpstreamWithoutUrl() {
        assertError(
                "upstreams:\n  registry.example.com:\n    tag-ttl: 5m\n",
                "entrepot.yaml:2: upstreams.registry.example.com.url: is missing; "
                        + "give it a URL, such as https://registry.example.com");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a_b", "a..b", "-a", "a-", "a/b", "a:0", "a:65536", "a:99999", "'[::1]:5000'", "'*'", "a:b"})
    void aNameThatIsNoHost(String name) {
        assertThat(workplace
                        .yaml("upstreams: {" + name + ": {url: 'https://a'}}")
                        .errors())
                .containsExactly("entrepot.yaml:1: upstreams." + name.replace("'", "") + ": '" + name.replace("'", "")
                        + "' is not the name of a registry; "
                        + "write host or host:port in lower case, such as registry.example.com:5000");
    }

    @Test
    void anAliasThatIsNoHost() {
        assertError(
                "upstreams: {ghcr.io: {aliases: [a.example.com, GHCR.local]}}",
                "entrepot.yaml:1: upstreams.ghcr.io.aliases[1]: 'GHCR.local' is not the name of a registry; "
                        + "did you mean 'ghcr.local'?");
    }

    @Test
    void anAliasThatIsTheNameOfAnotherUpstream() {
        assertError(
                "upstreams:\n  ghcr.io:\n    aliases: [quay.io]\n",
                "entrepot.yaml:3: upstreams.ghcr.io.aliases[0]: 'quay.io' already means "
                        + "the upstream of that name (built in); let every host mean one upstream");
    }

    @Test
    void anAliasOfTwoUpstreams() {
        assertError(
                "upstreams:\n  ghcr.io:\n    aliases: [a.b]\n  quay.io:\n    aliases: [a.b]\n",
                "entrepot.yaml:5: upstreams.quay.io.aliases[0]: 'a.b' already means "
                        + "an alias of 'ghcr.io' (entrepot.yaml:3); let every host mean one upstream");
    }

    @Test
    void anAliasGivenTwice() {
        assertError(
                "upstreams:\n  ghcr.io:\n    aliases: [a.b, a.b]\n",
                "entrepot.yaml:3: upstreams.ghcr.io.aliases[1]: 'a.b' already means "
                        + "an alias of 'ghcr.io' (entrepot.yaml:3); let every host mean one upstream");
    }

    @Test
    void aDefaultUpstreamThatIsNone() {
        assertError(
                "default-upstream: nowhere.example.com",
                "entrepot.yaml:1: default-upstream: 'nowhere.example.com' is not an upstream; "
                        + "add it under upstreams, or name a well-known registry such as docker.io");
    }

    @Test
    void aUsernameAlone() {
        assertError(
                "upstreams: {ghcr.io: {username: me}}",
                "entrepot.yaml:1: upstreams.ghcr.io.username: has no password; add password or password-file");
    }

    @Test
    void aPasswordAlone() {
        assertError(
                "upstreams: {ghcr.io: {password: x}}",
                "entrepot.yaml:1: upstreams.ghcr.io.password: has no username; add username");
    }

    @Test
    void aPasswordFileAlone() {
        workplace.file("hub", "x");

        assertError(
                "upstreams: {ghcr.io: {password-file: hub}}",
                "entrepot.yaml:1: upstreams.ghcr.io.password-file: has no username; add username");
    }

    @Test
    void aPasswordAndAPasswordFile() {
        assertError(
                "upstreams: {ghcr.io: {username: me, password: x, password-file: y}}",
                "entrepot.yaml:1: upstreams.ghcr.io.password: is given twice, here and as password-file; keep one");
    }

    @Test
    void aPasswordFileThatCannotBeRead() {
        assertError(
                "upstreams: {ghcr.io: {username: me, password-file: /none}}",
                "entrepot.yaml:1: upstreams.ghcr.io.password-file: '/none' cannot be read; "
                        + "create it, readable for the user that runs entrepot");
    }

    @Test
    void anEmptyPasswordFile() {
        workplace.file("hub", "\n");

        assertError(
                "upstreams: {ghcr.io: {username: me, password-file: hub}}",
                "entrepot.yaml:1: upstreams.ghcr.io.password-file: '"
                        + workplace.directory().resolve("hub") + "' is empty; write one secret into it");
    }

    @Test
    void aPasswordFileThatNeverEnds() {
        assertError(
                "upstreams: {ghcr.io: {username: me, password-file: /dev/zero}}",
                "entrepot.yaml:1: upstreams.ghcr.io.password-file: '/dev/zero' is too long; write one secret into it");
    }

    @Test
    void aPasswordWhoseVariableIsMissingIsNotAlsoCalledMissing() {
        assertError(
                "upstreams: {ghcr.io: {username: me, password: \"${TOKEN}\"}}",
                "entrepot.yaml:1: upstreams.ghcr.io.password: environment variable TOKEN is not set; "
                        + "set it; write $${ where ${ itself is meant");
    }
}
