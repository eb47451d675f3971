package dev.entrepot.proxy.hosts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reading {@code hosts.toml} as containerd does (protocol.md, 1.1). */
class HostsReaderTest {

    @TempDir
    private Path folder = Path.of("");

    private List<NamedHost> read(String toml) throws IOException, HostsReader.IgnoredFileException {
        return HostsReader.read(Files.writeString(folder.resolve("hosts.toml"), toml))
                .hosts();
    }

    @Test
    void hostsAreAskedInTheOrderOfTheFileAndTheServerLast() throws Exception {
        List<NamedHost> hosts = read("""
                server = "https://registry-1.docker.io"
                [host."https://z.test"]
                  capabilities = ["pull", "resolve"]
                [host."http://a.test:5000"]
                  ca = ["one.pem", "/etc/two.pem"]
                  skip_verify = true
                """);

        assertThat(hosts)
                .extracting(NamedHost::name)
                .containsExactly("https://z.test", "http://a.test:5000", "https://registry-1.docker.io");
        assertThat(hosts)
                .extracting(NamedHost::capabilities)
                .containsExactly(
                        List.of("pull", "resolve"),
                        List.of("pull", "resolve", "push"),
                        List.of("pull", "resolve", "push"));
        assertThat(hosts.get(1).tls().authorities())
                .containsExactly(folder.resolve("one.pem"), Path.of("/etc/two.pem"));
        assertThat(hosts).extracting(host -> host.tls().skipsVerify()).containsExactly(false, true, false);
    }

    @ParameterizedTest(name = "{0} {1} is {2}")
    @CsvSource({
        "https://m.test,            false, https://m.test/v2",
        "m.test:5000,               false, https://m.test:5000/v2",
        "http://m.test/docker.io,   false, http://m.test/docker.io/v2",
        "http://m.test/v2,          false, http://m.test/v2",
        "http://m.test/v2/docker.io,true,  http://m.test/v2/docker.io",
        "http://m.test/v2/docker.io,false, http://m.test/v2/docker.io/v2",
    })
    void thePathOfAHostIsCompletedUnlessItOverrides(String name, boolean overrides, URI base) throws Exception {
        List<NamedHost> hosts = read("[host.\"" + name + "\"]\noverride_path = " + overrides + "\n");

        assertThat(hosts).singleElement().extracting(NamedHost::base).isEqualTo(base);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[host.http://m.test:5000]                                   | :1:11: Unexpected",
                "server = \"http://m.test                                    | :1:",
                "[host.\"http://m.test\"]\\ncapabilities = [\"pull\", \"fetch\"] | :2:1: capabilities has 'fetch', which containerd does not know",
                "[host.\"http://m.test\"]\\ncapabilities = [1]                | :2:1: capabilities is no list of texts",
                "[host.\"http://m.test\"]\\nskip_verify = \"yes\"             | :2:1: skip_verify is neither true nor false",
                "[host.\"http://m.test\"]\\nca = 5                           | :2:1: ca is no list of texts",
                "[host.\"http://m.test\"]\\nca = [\"a.pem\", 5]              | :2:1: ca is no list of texts",
                "[host.\"http://m.test\"]\\nclient = true                    | :2:1: client is neither a file, nor files",
                "[host.\"http://m.test\"]\\nclient = [[\"a\", \"b\", \"c\"]]     | :2:1: client is neither a file, nor files",
                "[host.\"http://m.test\"]\\nclient = [[\"a\", 5]]             | :2:1: client is neither a file, nor files",
                "[host.\"http://m.test\"]\\nheader = \"x-a: b\"               | :2:1: header is no table",
                "[host.\"http://m.test\".header]\\nx-a = 5                     | :2:1: x-a is no list of texts",
                "[host.\"http://m.test\"]\\noverride_path = 1                | :2:1: override_path is neither true nor false",
                "[host.\"http://m.test\"]\\ndial_timeout = 5                 | :2:1: dial_timeout is no text",
                "[host.\"http://m.test\"]\\ndial_timeout = \"five\"            | :2:1: dial_timeout is no duration",
                "skip_verify = 1\\n[host.\"http://m.test\"]                  | :1:1: skip_verify is neither true nor false",
                "server = 5                                                  | :1:1: server is no text",
                "[host.\"http://m.test\"]\\n[host.\"http://m.test\"]           | :2:",
            })
    void whereContainerdIgnoresTheFileItSaysWhereAndWhy(String toml, String message) {
        assertThatThrownBy(() -> read(toml.replace("\\n", "\n")))
                .isInstanceOf(HostsReader.IgnoredFileException.class)
                .hasMessageContaining(folder.resolve("hosts.toml") + message);
    }

    @Test
    void allThatContainerdUnderstandsIsRead() throws Exception {
        List<NamedHost> hosts = read("""
                [host."https://one.test"]
                  capabilities = ["Pull", "RESOLVE"]
                  client = "both.pem"
                  dial_timeout = "1.5s"
                  [host."https://one.test".header]
                    x-tenant = "a"
                    x-more = ["b", "c"]
                [host."https://two.test"]
                  client = ["/one.pem", "two.pem"]
                [host."https://three.test"]
                  client = [["c.cert", "c.key"], ["d.pem", ""]]
                """);

        assertThat(hosts.get(0).capabilities()).containsExactly("pull", "resolve");
        assertThat(hosts.get(0).headers())
                .containsExactly(Map.entry("x-tenant", List.of("a")), Map.entry("x-more", List.of("b", "c")));
        assertThat(hosts.get(0).tls().identities()).containsExactly(identity("both.pem", "both.pem"));
        assertThat(hosts.get(1).tls().identities())
                .containsExactly(identity("/one.pem", "/one.pem"), identity("two.pem", "two.pem"));
        assertThat(hosts.get(2).tls().identities())
                .containsExactly(identity("c.cert", "c.key"), identity("d.pem", "d.pem"));
    }

    private NamedHost.Identity identity(String certificate, String key) {
        return new NamedHost.Identity(folder.resolve(certificate), folder.resolve(key));
    }

    @Test
    void whatIsWrittenIsRead() throws Exception {
        URI mirror = URI.create("http://127.0.0.1:5000");

        assertThat(read(new HostsToml(mirror, false, Optional.empty()).text()))
                .extracting(NamedHost::name)
                .containsExactly("http://127.0.0.1:5000");
        assertThat(read(new HostsToml(mirror, true, Optional.of(Path.of("/etc/\"ca\".pem"))).text()))
                .extracting(NamedHost::name)
                .containsExactly("http://127.0.0.1:5000", "http://127.0.0.1:5000");
    }
}
