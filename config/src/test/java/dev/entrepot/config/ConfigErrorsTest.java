package dev.entrepot.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.entrepot.config.source.ConfigError;
import dev.entrepot.config.source.Origin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the user reads about files and their form, to the letter. */
class ConfigErrorsTest {

    private final Workplace workplace;

    ConfigErrorsTest(@TempDir Path directory) {
        workplace = new Workplace(directory);
    }

    private void assertError(String yaml, String... lines) {
        assertThat(workplace.yaml(yaml).errors()).containsExactly(lines);
    }

    @Test
    void everythingThatIsWrongIsSaidAtOnceInTheOrderOfTheFile() {
        workplace.env("ENTREPOT_DATA", "~/data");

        assertError(
                """
                lisen: 127.0.0.1:5000
                default-upstream: dockr.io
                upstreams:
                  docker.io:
                    url: ftp://x
                    tagttl: 5m
                    username: me
                  Quay.io:
                    url: https://quay.io
                    max-connections: 0
                """,
                "entrepot.yaml:1: lisen: unknown key; did you mean 'listen'?",
                "entrepot.yaml:2: default-upstream: 'dockr.io' is not an upstream; did you mean 'docker.io'?",
                "entrepot.yaml:5: upstreams.docker.io.url: is not an http or https URL; "
                        + "write a URL such as https://registry.example.com or http://127.0.0.1:5310",
                "entrepot.yaml:6: upstreams.docker.io.tagttl: unknown key; did you mean 'tag-ttl'?",
                "entrepot.yaml:7: upstreams.docker.io.username: has no password; add password or password-file",
                "entrepot.yaml:8: upstreams.Quay.io: 'Quay.io' is not the name of a registry; did you mean 'quay.io'?",
                "entrepot.yaml:10: upstreams.Quay.io.max-connections: 0 is too small; write at least 1",
                "env ENTREPOT_DATA: data: '~' is not expanded; write ${HOME}/data");
    }

    @Test
    void theMessageOfTheExceptionIsAllOfThem() {
        workplace.yaml("a: 1\nb: 2\n");

        assertThatThrownBy(workplace::load)
                .isInstanceOf(ConfigException.class)
                .hasMessage(String.join("\n", workplace.errors()));
    }

    @Test
    void anErrorKnowsItsColumnToo() {
        workplace.yaml("upstreams:\n  ghcr.io:\n    ur: x\n");

        assertThatThrownBy(workplace::load)
                .isInstanceOfSatisfying(
                        ConfigException.class,
                        e -> assertThat(e.errors())
                                .extracting(ConfigError::origin)
                                .containsExactly(new Origin.InFile("entrepot.yaml", 3, 5)));
    }

    @Test
    void aKeyThatIsLikeNoOther() {
        assertError(
                "colour: red",
                "entrepot.yaml:1: colour: unknown key; the keys here are "
                        + String.join(", ", ConfigLoader.SHAPE.names()));
    }

    @Test
    void aKeyWithoutAValue() {
        assertError(
                "listen:\n",
                "entrepot.yaml:1: listen: has no value; "
                        + "give it a host and a port, such as 127.0.0.1:5000, or remove the line");
    }

    @Test
    void anEmptyValue() {
        assertError("data: ''", "entrepot.yaml:1: data: is empty; give it a path, such as ./entrepot-data");
    }

    @Test
    void aListWhereAValueBelongs() {
        assertError("data: [a]", "entrepot.yaml:1: data: must be a path; write one value, such as ./entrepot-data");
    }

    @Test
    void keysWhereAValueBelongs() {
        assertError("data: {a: b}", "entrepot.yaml:1: data: must be a path; write one value, such as ./entrepot-data");
    }

    @Test
    void aValueWhereKeysBelong() {
        assertError(
                "upstreams: docker.io",
                "entrepot.yaml:1: upstreams: must have keys of its own; write them below it, indented");
    }

    @Test
    void aListWhereKeysBelong() {
        assertError(
                "upstreams:\n  ghcr.io: []",
                "entrepot.yaml:2: upstreams.ghcr.io: must have keys of its own; write them below it, indented");
    }

    @Test
    void aValueWhereAListBelongs() {
        assertError(
                "upstreams: {ghcr.io: {aliases: a}}",
                "entrepot.yaml:1: upstreams.ghcr.io.aliases: must be a list; write [docker.io], or [] for none");
    }

    @Test
    void aListWithoutAValue() {
        assertError(
                "upstreams: {ghcr.io: {aliases: }}",
                "entrepot.yaml:1: upstreams.ghcr.io.aliases: must be a list; write [docker.io], or [] for none");
    }

    @Test
    void aListWithAnEmptyItem() {
        assertError(
                "upstreams:\n  ghcr.io:\n    aliases:\n      - a.example.com\n      -\n",
                "entrepot.yaml:5: upstreams.ghcr.io.aliases[1]: has no value; "
                        + "give it a text, such as docker.io, or remove the line");
    }

    @Test
    void anAdminAddressThatIsNone() {
        assertError(
                "admin: no",
                "entrepot.yaml:1: admin: 'no' is not a host and a port; "
                        + "write host:port, such as 127.0.0.1:5000 or [::1]:5000; off disables it");
    }

    @Test
    void oneAddressForClientsAndAdministrators() {
        assertError(
                "listen: 127.0.0.1:5001\nadmin: 127.0.0.1:5001",
                "entrepot.yaml:2: admin: is where clients are listened to (entrepot.yaml:1); "
                        + "give it another port, or off");
    }

    @Test
    void aCacheOfTheIndexThatIsTooSmallToWorkWith() {
        assertError(
                "index-cache: 64KiB",
                "entrepot.yaml:1: index-cache: is too little to work with: '64KiB'; give it 1MiB at least; 16MiB do");
    }

    @Test
    void aCapacityThatHoldsNoImage() {
        assertError(
                "capacity: 50KiB",
                "entrepot.yaml:1: capacity: holds no image: '50KiB'; "
                        + "give it 16MiB at least; it is of all blobs together");
    }

    @Test
    void aFileWithoutKeys() {
        assertError(
                "127.0.0.1:5000", "entrepot.yaml:1: there are no keys; write lines such as 'listen: 127.0.0.1:5000'");
    }

    @Test
    void aMissingVariable() {
        assertError(
                "data: ${DISK}/x${DRIVE}",
                "entrepot.yaml:1: data: environment variable DISK is not set; "
                        + "set it; write $${ where ${ itself is meant",
                "entrepot.yaml:1: data: environment variable DRIVE is not set; "
                        + "set it; write $${ where ${ itself is meant");
    }

    @Test
    void aReferenceThatNamesNoVariable() {
        assertError(
                "data: ${a-b}",
                "entrepot.yaml:1: data: '${' is not followed by a variable's name and '}'; "
                        + "write $${ where ${ itself is meant");
    }

    @Test
    void aMissingNamedFile() {
        assertThat(workplace.errors(Optional.of(Path.of("folder/none.yaml"))))
                .containsExactly("folder/none.yaml: no such file; "
                        + "correct the path, or start without a configuration: every key has a default");
    }

    @Test
    void aDefaultFileThatIsAFolder() throws IOException {
        Files.createDirectory(workplace.directory().resolve("entrepot.yaml"));

        assertThat(workplace.errors())
                .containsExactly("entrepot.yaml: cannot be read: Is a directory; name a readable file");
    }

    @Test
    void aDefaultFileThatIsALinkToNowhere() throws IOException {
        Files.createSymbolicLink(workplace.directory().resolve("entrepot.yaml"), Path.of("gone"));

        assertThat(workplace.errors()).singleElement().asString().startsWith("entrepot.yaml: no such file;");
    }

    @Test
    void aFileThatIsNotText() throws IOException {
        Files.write(workplace.directory().resolve("entrepot.yaml"), new byte[] {'a', (byte) 0xff});

        assertThat(workplace.errors()).containsExactly("entrepot.yaml: is not UTF-8 text; save it as UTF-8");
    }

    @Test
    void aFileThatNeverEnds() {
        assertThat(workplace.errors(Optional.of(Path.of("/dev/zero"))))
                .containsExactly("/dev/zero: is longer than 1 MiB; name the configuration file, not another one");
    }
}
