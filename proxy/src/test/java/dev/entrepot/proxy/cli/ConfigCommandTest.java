package dev.entrepot.proxy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigCommandTest {

    private static final String EXPOSED = """
            listen: 0.0.0.0:5000
            upstreams:
              docker.io:
                username: me
                password: hush
            """;

    @TempDir
    private Path folder = Path.of("");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int execute(String... arguments) {
        return EntrepotCommand.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }

    private String yaml(String content) throws IOException {
        return Files.writeString(folder.resolve("entrepot.yaml"), content).toString();
    }

    @Test
    void checkingAGoodConfigurationEndsWithZero() throws IOException {
        assertThat(execute("config", "check", "--config", yaml("listen: 127.0.0.1:0")))
                .isZero();
        assertThat(out).hasToString("the configuration is fine" + System.lineSeparator());
        assertThat(err.toString()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"check", "print"})
    void aBadConfigurationEndsWith78AndAllItsErrorsAtOnce(String command) throws IOException {
        String file = yaml("listne: x\ndata: ~\nupstreams:\n  docker.io: {tag-ttl: soon}\n");

        assertThat(execute("config", command, "--config", file)).isEqualTo(78);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString().lines())
                .hasSize(3)
                .allMatch(line -> line.startsWith(file + ":"))
                .anyMatch(line -> line.contains(":1: listne: unknown key; did you mean 'listen'?"))
                .anyMatch(line -> line.contains(":2: data: has no value"))
                .anyMatch(line -> line.contains(":4: upstreams.docker.io.tag-ttl: 'soon' is not a duration"));
    }

    @Test
    void servingABadConfigurationEndsWith78BeforeAnythingIsOpened() throws IOException {
        Path data = folder.resolve("data");

        assertThat(execute("serve", "--config", yaml("colour: blue"), "--data", data.toString()))
                .isEqualTo(78);
        assertThat(err.toString()).contains(":1: colour: unknown key");
        assertThat(data).doesNotExist();
    }

    @Test
    void credentialsBeyondLoopbackWithoutARuleEndWith78() throws IOException {
        assertThat(execute("serve", "--config", yaml(EXPOSED))).isEqualTo(78);
        assertThat(err.toString())
                .contains(":1: listen: '0.0.0.0:5000' is beyond loopback")
                .contains("clients.allow")
                .doesNotContain("hush");
    }

    @Test
    void aFlagThatOpensLoopbackIsNamedAsTheCause() throws IOException {
        String file = yaml(EXPOSED.replace("0.0.0.0", "127.0.0.1"));

        assertThat(execute("config", "check", "--config", file)).isZero();
        assertThat(execute("config", "check", "--config", file, "--listen", "[::]:5000"))
                .isEqualTo(78);
        assertThat(err.toString()).startsWith("flag --listen: listen: '[::]:5000' is beyond loopback");
    }

    @Test
    void printingMasksSecretsAndSaysWhereValuesCameFrom() throws IOException {
        String file = yaml(EXPOSED + "clients: {allow: [10.0.0.0/8]}\n");

        assertThat(execute("config", "print", "--config", file)).isZero();
        assertThat(out.toString())
                .contains("listen: 0.0.0.0:5000  # " + file + ":1")
                .contains("allow: [10.0.0.0/8]  # " + file + ":6")
                .doesNotContain("hush");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void aFileThatIsNotThereEndsWith78() {
        assertThat(execute(
                        "config",
                        "check",
                        "--config",
                        folder.resolve("none.yaml").toString()))
                .isEqualTo(78);
        assertThat(err.toString()).contains("none.yaml: no such file");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "config", "config chekc", "serve --colour", "serve --config", "unknown", "config check x"})
    void aWrongCommandLineEndsWithTwo(String line) {
        assertThat(execute(line.isEmpty() ? new String[0] : line.split(" ", -1)))
                .isEqualTo(2);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "--version", "version"})
    void askingForHelpOrTheVersionEndsWithZero(String argument) {
        assertThat(execute(argument)).isZero();
        assertThat(out.toString()).contains("entrepot");
        assertThat(err.toString()).isEmpty();
    }
}
