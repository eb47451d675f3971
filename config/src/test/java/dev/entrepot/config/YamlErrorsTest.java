package dev.entrepot.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the user reads about broken YAML, and what nobody may read. */
class YamlErrorsTest {

    private final Workplace workplace;

    YamlErrorsTest(@TempDir Path directory) {
        workplace = new Workplace(directory);
    }

    private void assertError(String yaml, String... lines) {
        assertThat(workplace.yaml(yaml).errors()).containsExactly(lines);
    }

    @Test
    void brokenSyntaxIsShown() {
        assertError(
                "data: a\nlisten: b: c\n",
                "entrepot.yaml:2: is not valid YAML: mapping values are not allowed here; "
                        + "correct it here or just before\n    listen: b: c\n             ^");
    }

    @Test
    void brokenSyntaxNamesTheLineItBeganOn() {
        assertError(
                "data: \"a\n\nlisten: b\n",
                "entrepot.yaml:4: is not valid YAML: while scanning a quoted scalar from line 1, "
                        + "found unexpected end of stream; correct it here or just before");
    }

    @Test
    void everyDuplicateKeyIsShown() {
        assertError(
                """
                listen: 127.0.0.1:1
                upstreams:
                  ghcr.io: {}
                  ghcr.io: {}
                listen: 127.0.0.1:2
                """,
                "entrepot.yaml:4: upstreams.ghcr.io: duplicate key, first given at entrepot.yaml:3; "
                        + "keep one of the two\n      ghcr.io: {}\n      ^",
                "entrepot.yaml:5: listen: duplicate key, first given at entrepot.yaml:1; "
                        + "keep one of the two\n    listen: 127.0.0.1:2\n    ^");
    }

    @Test
    void aSecondDocument() {
        assertError(
                "data: a\n---\nlisten: b\n", "entrepot.yaml:2: a second document starts here; keep everything in one");
    }

    @Test
    void aKeyThatIsNoWord() {
        assertError("? [a]\n: b\n", "entrepot.yaml:1: a key must be a plain word; write 'key: value'");
    }

    @Test
    void anEmptyKey() {
        assertError(
                "? \n: b\n",
                "entrepot.yaml:1: '': unknown key; the keys here are " + String.join(", ", ConfigLoader.SHAPE.names()));
    }

    @Test
    void aControlCharacter() {
        assertError(
                "\n\ndata: \u0007\n",
                "entrepot.yaml:3: is not valid YAML: it has a control character; remove what cannot be seen");
    }

    @Test
    void aForeignYamlVersion() {
        assertError("%YAML 3.0\n---\n", "entrepot.yaml: is not valid YAML; remove %YAML and other directives");
    }

    @ParameterizedTest
    @ValueSource(strings = {"&a x", "*a", "!a x", "!!str x", "&a [x]", "!a {x: y}"})
    void anchorsAliasesAndTagsAreRefused(String value) {
        assertError(
                "data: " + value,
                "entrepot.yaml:1: data: YAML anchors, aliases and tags are not supported; "
                        + "write the value out; put it in single quotes if it starts with '&', '*' or '!'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{a: ", "? ", "- "})
    void endlessNestingIsRefusedWithoutRunningOutOfStack(String open) {
        assertThat(workplace.yaml("data: 1\nupstreams: " + open.repeat(100_000)).errors())
                .isNotEmpty();
    }

    @Test
    void deepNestingIsRefused() {
        assertError(
                "data: " + "[".repeat(17) + "]".repeat(17),
                "entrepot.yaml:1: is nested too deeply; no key needs more than a few levels");
    }

    @Test
    void aMessageStaysOnItsLine() {
        assertError(
                "\"a\\nb\\e[31m\": 1",
                "entrepot.yaml:1: a\uFFFDb\uFFFD[31m: unknown key; " + "the keys here are "
                        + String.join(", ", ConfigLoader.SHAPE.names()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "    password: \"s3cret",
                "    password: *s3cret",
                "    password: &s3cret",
                "    password: !s3cret",
                "    password: !s3!cret",
                "    password: @s3cret",
                "    password: a: s3cret",
                "    password: [s3cret",
                "    password: {s3cret: x}",
                "    password: [s3cret]",
                "    password: a\n      s3cret: b",
                "    password: x\n    password: s3cret",
                "    password: ${s3cret",
                "    password: s3cret\n    password-file: none",
                "    password: 's3cret' x",
                "    password: x\n     y s3cret: [",
                "    url: https://me:s3cret@example.com",
                "    url: https://me:s3cret @example.com"
            })
    void noErrorRepeatsAPassword(String line) {
        workplace.yaml("upstreams:\n  docker.io:\n    username: me\n" + line + "\n");

        assertThat(workplace.errors()).isNotEmpty();
        assertThat(String.join("\n", workplace.errors()).replace("secret", "")).doesNotContain("s3", "cret");
    }
}
