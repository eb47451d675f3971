package dev.entrepot.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.config.value.HostPort;
import dev.entrepot.config.value.HostPortOrOff;
import dev.entrepot.config.value.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every key, by its name in the file. */
class ConfigKeysTest {

    private final Workplace workplace;

    ConfigKeysTest(@TempDir Path directory) {
        workplace = new Workplace(directory);
    }

    private UpstreamConfig upstream(String keys) throws ConfigException {
        return workplace
                .yaml("upstreams:\n  r.example.com:\n    url: http://10.0.0.1\n    " + keys)
                .upstream("r.example.com");
    }

    @Test
    void listen() throws Exception {
        assertThat(workplace.yaml("listen: '[::1]:5443'").load().listen()).isEqualTo(new HostPort("::1", 5443));
    }

    @Test
    void admin() throws Exception {
        assertThat(workplace.yaml("admin: 127.0.0.1:0").load().admin())
                .isEqualTo(HostPortOrOff.at(new HostPort("127.0.0.1", 0)));
    }

    @Test
    void adminOff() throws Exception {
        assertThat(workplace.yaml("admin: off").load().admin()).isEqualTo(HostPortOrOff.off());
    }

    @Test
    void drainLimit() throws Exception {
        assertThat(workplace.yaml("drain-limit: 1m").load().drainLimit()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void data() throws Exception {
        assertThat(workplace.yaml("data: /var/lib/entrepot").load().data()).isEqualTo(Path.of("/var/lib/entrepot"));
    }

    @Test
    void defaultUpstream() throws Exception {
        assertThat(workplace.yaml("default-upstream: quay.io").load().defaultUpstream())
                .isEqualTo("quay.io");
    }

    @Test
    void defaultUpstreamByAnAliasIsTheUpstreamsName() throws Exception {
        assertThat(workplace.yaml("default-upstream: index.docker.io").load().defaultUpstream())
                .isEqualTo("docker.io");
    }

    @Test
    void upstreamsAreAddedAfterTheWellKnownOnes() throws Exception {
        workplace.yaml("upstreams: {r.example.com:5000: {url: 'http://10.0.0.1'}}");

        assertThat(workplace.load().upstreams()).hasSize(8);
        assertThat(List.copyOf(workplace.load().upstreams().keySet()).getLast()).isEqualTo("r.example.com:5000");
    }

    @Test
    void url() throws Exception {
        assertThat(upstream("max-stale: 0s").url()).isEqualTo(URI.create("http://10.0.0.1"));
    }

    @Test
    void aliases() throws Exception {
        assertThat(upstream("aliases: [a.example.com, b:5000]").aliases()).containsExactly("a.example.com", "b:5000");
    }

    @Test
    void tagTtl() throws Exception {
        assertThat(upstream("tag-ttl: 1h30m").tagTtl()).isEqualTo(Duration.ofMinutes(90));
    }

    @Test
    void maxStale() throws Exception {
        assertThat(upstream("max-stale: 0s").maxStale()).isEqualTo(Duration.ZERO);
    }

    @Test
    void maxConnections() throws Exception {
        assertThat(upstream("max-connections: 1").maxConnections()).isEqualTo(1);
    }

    @Test
    void usernameAndPassword() throws Exception {
        UpstreamConfig upstream = upstream("username: me\n    password: 0123");

        assertThat(upstream.username()).contains("me");
        assertThat(upstream.password()).contains(new Secret("0123"));
    }

    @Test
    void passwordFileIsReadLessOneLineEnd() throws Exception {
        workplace.file("hub", "s3cret\n\n");

        assertThat(upstream("username: me\n    password-file: hub").password()).contains(new Secret("s3cret\n"));
    }

    @Test
    void aPartialEntryOfAWellKnownNameInheritsTheRest() throws Exception {
        UpstreamConfig hub =
                workplace.yaml("upstreams: {docker.io: {tag-ttl: 1h}}").upstream("docker.io");

        assertThat(hub.url()).isEqualTo(URI.create("https://registry-1.docker.io"));
        assertThat(hub.aliases()).hasSize(2);
        assertThat(hub.tagTtl()).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void anEntryOfAWellKnownNameMayChangeItsUrlAndDropItsAliases() throws Exception {
        UpstreamConfig hub = workplace
                .yaml("upstreams: {docker.io: {url: 'http://127.0.0.1:5310/', aliases: []}}")
                .upstream("docker.io");

        assertThat(hub.url()).isEqualTo(URI.create("http://127.0.0.1:5310"));
        assertThat(hub.aliases()).isEmpty();
    }

    @Test
    void hostsMapsNamesAndAliasesToNames() throws Exception {
        assertThat(workplace.load().hosts())
                .containsEntry("registry-1.docker.io", "docker.io")
                .containsEntry("ghcr.io", "ghcr.io");
    }

    @Test
    void aVariableIsFilledInAnywhereInAValue() throws Exception {
        workplace.env("DISK", "/mnt/big").yaml("data: ${DISK}/cache");

        assertThat(workplace.load().data()).isEqualTo(Path.of("/mnt/big/cache"));
    }

    @Test
    void twoDollarsBeforeABraceAreOne() throws Exception {
        assertThat(upstream("username: me\n    password: a$${b}$c$$").password())
                .contains(new Secret("a${b}$c$$"));
    }

    @Test
    void aNamedFileIsReadInsteadOfTheDefaultOne() throws Exception {
        workplace.yaml("listen: nonsense").file("other.yaml", "listen: 127.0.0.1:1");

        assertThat(workplace
                        .read(Optional.of(Path.of("other.yaml")))
                        .configuration()
                        .listen()
                        .port())
                .isEqualTo(1);
    }

    @Test
    void aFileMayStartWithAByteOrderMark() throws Exception {
        assertThat(workplace.yaml("\uFEFFlisten: 127.0.0.1:1").load().listen().port())
                .isEqualTo(1);
    }

    @Test
    void aSecretIsNeverShown() throws Exception {
        Configuration configuration = workplace
                .yaml("upstreams: {docker.io: {username: me, password: s3cret}}")
                .load();

        assertThat(configuration.toString()).contains("****").doesNotContain("s3cret");
    }
}
