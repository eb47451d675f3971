package dev.entrepot.proxy.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.proxy.hosts.HostsCheck;
import dev.entrepot.proxy.hosts.HostsFolder;
import dev.entrepot.proxy.hosts.Remark;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The files and switches of a {@code hosts.toml} for TLS, at an entrepot that wants to be shown a certificate. */
class HostsCheckTlsTest {

    private static final String FATAL = "containerd fails every pull of this registry";

    private final TestTls tls = new TestTls();

    @RegisterExtension
    final ConfiguredProxy proxy = new ConfiguredProxy();

    @TempDir
    private Path folder = Path.of("");

    @BeforeEach
    void start() throws Exception {
        tls.writeTo(proxy.folder());
        proxy.start("""
                default-upstream: up.test
                upstreams: {up.test: {url: 'http://127.0.0.1:1'}}
                tls: {%s, client-ca: ca.pem, client-certificates: required}
                """.formatted(TestTls.KEYS));
        X509Bundle node = tls.issue("node");
        Files.createDirectories(folder.resolve("up.test"));
        write("ca.pem", Files.readString(proxy.folder().resolve("ca.pem")));
        write("node.pem", node.getCertificatePathPEM());
        write("node-key.pem", node.getPrivateKeyPEM());
        write("both.pem", node.getCertificatePathPEM() + node.getPrivateKeyPEM());
        write("other-key.pem", tls.issue("other").getPrivateKeyPEM());
        write("words.pem", "none of it\n");
    }

    private void write(String name, String content) throws IOException {
        Files.writeString(folder.resolve("up.test").resolve(name), content);
    }

    private List<Remark> check(String settings) throws IOException {
        write("hosts.toml", "[host.\"https://127.0.0.1:" + proxy.port() + "\"]\n" + settings + "\n");
        return new HostsCheck(new HostsFolder(folder), Optional.empty()).of("up.test");
    }

    private static List<String> bad(List<Remark> remarks) {
        return remarks.stream()
                .filter(remark -> remark.kind() == Remark.Kind.BAD)
                .map(Remark::text)
                .toList();
    }

    @Test
    void whoIsBelievedAndShownIsFine() throws IOException {
        assertThat(bad(check("ca = \"ca.pem\"\nclient = [[\"node.pem\", \"node-key.pem\"]]")))
                .isEmpty();
        assertThat(bad(check("ca = \"ca.pem\"\nclient = \"both.pem\""))).isEmpty();
    }

    @Test
    void whoShowsNothingIsNotLetIn() throws IOException {
        assertThat(bad(check("ca = \"ca.pem\""))).singleElement().asString().contains("TLS fails");
    }

    @Test
    void whereAnybodyIsBelievedTheRestIsAskedAllTheSame() throws IOException {
        List<Remark> remarks = check("skip_verify = true\nclient = \"both.pem\"");

        assertThat(bad(remarks)).isEmpty();
        assertThat(remarks)
                .extracting(Remark::text)
                .anyMatch(text -> text.contains("skip_verify: containerd believes whoever answers"))
                .anyMatch(text -> text.contains("knows ns=up.test"));
    }

    @Test
    void anAuthorityThatIsNotThereEndsAllPulls() throws IOException {
        assertThat(bad(check("ca = [\"ca.pem\", \"gone.pem\"]")))
                .singleElement()
                .asString()
                .contains("ca: '" + folder.resolve("up.test/gone.pem") + "' cannot be read", FATAL);
        assertThat(bad(check("ca = \"words.pem\""))).singleElement().asString().contains("holds no certificate", FATAL);
    }

    @Test
    void aCertificateOrKeyThatIsNotThereEndsAllPulls() throws IOException {
        for (String client : List.of("\"gone.pem\"", "[[\"node.pem\", \"gone.pem\"]]")) {
            assertThat(bad(check("ca = \"ca.pem\"\nclient = " + client)))
                    .singleElement()
                    .asString()
                    .contains("client: ", "gone.pem' cannot be read", FATAL);
        }
        assertThat(bad(check("ca = \"ca.pem\"\nclient = \"node.pem\"")))
                .singleElement()
                .asString()
                .contains("holds no private key", FATAL);
    }

    @Test
    void aKeyOfAnotherCertificateEndsAllPulls() throws IOException {
        assertThat(bad(check("ca = \"ca.pem\"\nclient = [[\"node.pem\", \"other-key.pem\"]]")))
                .singleElement()
                .asString()
                .contains("is not that of", FATAL);
    }

    @Test
    void theFilesOfTheHostsAfterItCountAsWell() throws IOException {
        List<Remark> remarks =
                check("ca = \"ca.pem\"\nclient = \"both.pem\"\n[host.\"https://later.test\"]\nca = \"gone.pem\"");

        assertThat(bad(remarks)).singleElement().asString().contains("https://later.test: ca: ", FATAL);
    }
}
