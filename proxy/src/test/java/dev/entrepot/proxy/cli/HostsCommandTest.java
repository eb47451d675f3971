package dev.entrepot.proxy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.proxy.edge.TestTls;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostsCommandTest {

    private static final String YAML = """
            listen: 0.0.0.0:5000
            default-upstream: docker.io
            upstreams:
              my.io:5000:
                url: http://127.0.0.1:1
                aliases: [alias.test]
            """;

    @TempDir
    private Path folder = Path.of("");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int execute(String... arguments) throws IOException {
        Path yaml = folder.resolve("entrepot.yaml");
        if (Files.notExists(yaml)) {
            Files.writeString(yaml, YAML);
        }
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--config", yaml.toString()));
        return EntrepotCommand.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(all.toArray(String[]::new));
    }

    private int hosts(String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of("hosts", "--dir", certs().toString()));
        all.addAll(List.of(arguments));
        return execute(all.toArray(String[]::new));
    }

    private Path certs() {
        return folder.resolve("certs.d");
    }

    private Path file(String registry) {
        return certs().resolve(registry).resolve("hosts.toml");
    }

    private List<String> written() throws IOException {
        if (Files.notExists(certs())) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(certs())) {
            return files.filter(Files::isRegularFile)
                    .map(file -> certs().relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    @Test
    void everyConfiguredHostHasAFileThatNamesTheMirror() throws IOException {
        assertThat(hosts("--yes")).isZero();

        assertThat(written())
                .contains(
                        "alias.test/hosts.toml", "docker.io/hosts.toml", "ghcr.io/hosts.toml", "my.io:5000/hosts.toml");
        assertThat(file("docker.io")).hasContent("""
                # Written by entrepot hosts, which may write it anew.

                [host."http://127.0.0.1:5000"]
                  # Without "push", pushes go to the registry itself.
                  capabilities = ["pull", "resolve"]
                """);
        assertThat(out.toString())
                .contains("+ [host.\"http://127.0.0.1:5000\"]")
                .contains("entrepot hosts check");
    }

    @Test
    void whereEntrepotSpeaksTlsTheMirrorDoesAndItsAuthorityIsNamed() throws IOException {
        new TestTls().writeTo(folder);
        Files.writeString(folder.resolve("entrepot.yaml"), YAML + """
                tls:
                  certificate: %1$s/tls.pem
                  key: %1$s/tls-key.pem
                """.formatted(folder));

        assertThat(hosts("--yes", "--ca", "/etc/entrepot/ca.pem")).isZero();

        assertThat(file("docker.io")).content().endsWith("""
                        [host."https://127.0.0.1:5000"]
                          # Without "push", pushes go to the registry itself.
                          capabilities = ["pull", "resolve"]
                          ca = "/etc/entrepot/ca.pem"
                        """);
    }

    @Test
    void anAuthorityOfAMirrorWithoutTlsIsAnErrorOfUse() throws IOException {
        assertThat(hosts("--yes", "--ca", "/etc/entrepot/ca.pem")).isEqualTo(2);

        assertThat(err.toString()).contains("--ca is for a mirror by https, and this one is http://127.0.0.1:5000");
        assertThat(written()).isEmpty();
    }

    @Test
    void theCheckSaysWhereContainerdLooksIntoAnotherFolder() throws IOException {
        Path config = Files.writeString(folder.resolve("config.toml"), """
                version = 2
                [plugins."io.containerd.grpc.v1.cri".registry]
                  config_path = "/etc/other"
                """);

        assertThat(execute(
                        "hosts",
                        "check",
                        "nowhere.test",
                        "--dir",
                        certs().toString(),
                        "--containerd-config",
                        config.toString()))
                .isEqualTo(1);
        assertThat(out.toString()).contains("BAD  " + config + " says config_path = \"/etc/other\"");
    }

    @Test
    void aDryRunShowsEverythingAndWritesNothing() throws IOException {
        assertThat(hosts("--dry-run")).isZero();

        assertThat(out.toString())
                .contains(file("ghcr.io") + ":")
                .contains("+   capabilities = [\"pull\", \"resolve\"]");
        assertThat(written()).isEmpty();
    }

    /** The tests have no terminal, as a script has none. */
    @Test
    void whereNobodyCanBeAskedNothingIsWrittenWithoutYes() throws IOException {
        assertThat(hosts()).isEqualTo(1);

        assertThat(err.toString()).contains("nothing was written; --yes");
        assertThat(written()).isEmpty();
    }

    @Test
    void theSecondTimeThereIsNothingToChange() throws IOException {
        hosts("--yes");
        out.getBuffer().setLength(0);

        assertThat(hosts()).isZero();
        assertThat(out).hasToString("nothing to change in " + certs() + System.lineSeparator());
    }

    @Test
    void withoutABypassTheMirrorIsTheLastResortToo() throws IOException {
        hosts("--yes");
        out.getBuffer().setLength(0);

        assertThat(hosts("--yes", "--no-bypass", "--mirror", "https://entrepot.internal/"))
                .isZero();

        assertThat(file("docker.io"))
                .content()
                .contains("server = \"https://entrepot.internal\"\n", "[host.\"https://entrepot.internal\"]");
        assertThat(out.toString()).contains("- [host.\"http://127.0.0.1:5000\"]");
    }

    @Test
    void whatSomebodyElseWroteIsKeptBesideTheNewFile() throws IOException {
        Files.createDirectories(file("docker.io").getParent());
        Files.writeString(file("docker.io"), "server = \"https://theirs.test\"\n");

        hosts("--yes");
        hosts("--yes", "--no-bypass");

        assertThat(out.toString())
                .contains("- server = \"https://theirs.test\"")
                .contains("is kept as");
        assertThat(file("docker.io").resolveSibling("hosts.toml.before-entrepot"))
                .hasContent("server = \"https://theirs.test\"\n");
    }

    /** containerd looks there first. */
    @Test
    void aFolderThatIsThereUnderItsOtherNameIsUsed() throws IOException {
        Files.createDirectories(certs().resolve("my.io_5000_"));

        hosts("--yes");

        assertThat(written()).contains("my.io_5000_/hosts.toml").doesNotContain("my.io:5000/hosts.toml");
    }

    @ParameterizedTest
    @ValueSource(strings = {"entrepot.internal", "ftp://entrepot", "http://entrepot/path", "http://", "http://a b"})
    void whatIsNoMirrorIsAnErrorOfUse(String mirror) throws IOException {
        assertThat(hosts("--yes", "--mirror", mirror)).isEqualTo(2);
        assertThat(err.toString()).contains("--mirror is scheme, host and port");
        assertThat(written()).isEmpty();
    }

    @Test
    void anyFreePortIsNoMirror() throws IOException {
        Files.writeString(folder.resolve("entrepot.yaml"), "listen: 127.0.0.1:0\n");

        assertThat(hosts("--yes")).isEqualTo(2);
        assertThat(err.toString()).contains("--mirror URL");
    }

    @Test
    void dockerHasAMirrorForDockerHubAlone() throws IOException {
        assertThat(execute("hosts", "docker")).isZero();
        assertThat(out).hasToString("{\n  \"registry-mirrors\": [\"http://127.0.0.1:5000\"]\n}\n");

        out.getBuffer().setLength(0);
        execute("hosts", "docker", "--mirror", "http://entrepot.internal:5000");
        assertThat(out.toString()).contains("\"insecure-registries\": [\"entrepot.internal:5000\"]");

        Files.writeString(folder.resolve("entrepot.yaml"), YAML.replace("docker.io", "my.io:5000"));
        assertThat(execute("hosts", "docker")).isEqualTo(1);
        assertThat(err.toString()).contains("docker.io has to be the default-upstream");
    }

    @Test
    void podmanHasAMirrorForEachRegistry() throws IOException {
        assertThat(execute("hosts", "podman")).isZero();

        assertThat(out.toString()).contains("""
                [[registry]]
                prefix = "my.io:5000"
                location = "my.io:5000"
                [[registry.mirror]]
                location = "127.0.0.1:5000/my.io:5000"
                insecure = true
                """);
    }
}
