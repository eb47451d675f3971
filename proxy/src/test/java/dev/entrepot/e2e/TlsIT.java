package dev.entrepot.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.proxy.edge.TestTls;
import dev.entrepot.testkit.real.CommandResult;
import dev.entrepot.testkit.real.Lab;
import dev.entrepot.testkit.real.OciImage;
import dev.entrepot.testkit.real.RandomFile;
import dev.entrepot.testkit.real.RealContainerd;
import dev.entrepot.testkit.real.RealEntrepot;
import dev.entrepot.testkit.real.RealRegistry;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLSocket;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Real clients that know a private authority pull over TLS. */
class TlsIT {

    private static final String TAG = "up.test/team/app:1";
    private static final RandomFile[] FILES = {
        new RandomFile("etc/app/config.bin", 1000), new RandomFile("opt/app/data.bin", 20 << 20)
    };

    @RegisterExtension
    static final Lab lab = new Lab("containerd", "ctr", "docker-registry", "skopeo", "curl");

    private final TestTls tls = new TestTls();
    private Path files = Path.of("");
    private RealRegistry upstream;
    private OciImage image;

    @BeforeEach
    void push() throws IOException {
        files = lab.folder("tls");
        tls.writeTo(files);
        upstream = lab.registry("upstream");
        image = lab.images().image("1", FILES);
        upstream.push(image, "team/app");
    }

    private RealEntrepot entrepot(String more) {
        String section = "tls:\n  certificate: %1$s/tls.pem\n  key: %1$s/tls-key.pem\n".formatted(files);
        return lab.secureEntrepot(files.resolve("ca.pem"), EntrepotYaml.upTest(upstream.url(), "1h") + section + more);
    }

    private RealContainerd node(String name, RealEntrepot entrepot, String more) {
        RealContainerd node = lab.containerd(name);
        node.hostsToml("up.test", """
                server = "http://127.0.0.1:1"
                [host."%s"]
                  capabilities = ["pull", "resolve"]
                  ca = "%s/ca.pem"
                  %s
                """.formatted(entrepot.url(), files, more));
        return node;
    }

    @Test
    void containerdPullsWithTheAuthorityInHostsToml() {
        RealContainerd node = node("node", entrepot(""), "");

        node.pull(TAG);

        assertThat(node.digestOf(TAG)).isEqualTo(image.digest().toString());
        assertThat(node.checksums(TAG, image.paths())).isEqualTo(image.checksums());
    }

    @Test
    void containerdShowsACertificateInPlaceOfAToken() throws Exception {
        RealEntrepot entrepot = entrepot(
                "  client-ca: " + files + "/ca.pem\n  client-certificates: optional\n" + "clients: {tokens-file: "
                        + Files.writeString(files.resolve("tokens"), "0123456789abcdef0123\n") + "}\n");
        X509Bundle client = tls.issue("node-1");
        Files.writeString(files.resolve("node.pem"), client.getCertificatePathPEM());
        Files.writeString(files.resolve("node.key"), client.getPrivateKeyPEM());
        assertThat(node("node", entrepot, "").tryPull(TAG).succeeded()).isFalse();
        RealContainerd known =
                node("known", entrepot, "client = [[\"%1$s/node.pem\", \"%1$s/node.key\"]]".formatted(files));

        known.pull(TAG);

        assertThat(known.checksums(TAG, image.paths())).isEqualTo(image.checksums());
    }

    @Test
    void skopeoCopiesWithTheAuthorityInItsFolder() throws IOException {
        RealEntrepot entrepot = entrepot("");
        Path certificates = Files.createDirectory(files.resolve("skopeo"));
        Files.copy(files.resolve("ca.pem"), certificates.resolve("ca.crt"));
        String source = "docker://" + entrepot.authority() + "/" + TAG;
        Path copy = files.resolve("copy");

        CommandResult.run(
                        List.of(
                                "skopeo",
                                "--insecure-policy",
                                "copy",
                                "--src-cert-dir=" + certificates,
                                source,
                                "oci:" + copy + ":1"),
                        Map.of())
                .orThrow();

        assertThat(copy.resolve("blobs/sha256")).isDirectoryContaining(file -> size(file) > (20 << 20));
        CommandResult without = CommandResult.run(
                List.of("skopeo", "--insecure-policy", "copy", source, "oci:" + files.resolve("none") + ":1"),
                Map.of());
        assertThat(without.succeeded()).isFalse();
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return 0;
        }
    }

    @Test
    void curlAgreesOnHttp2AndGetsAllOfABlob() throws IOException {
        RealEntrepot entrepot = entrepot("");
        node("node", entrepot, "").pull(TAG);
        String blob = largest(entrepot);
        Path target = files.resolve("blob");

        String said = CommandResult.run(
                        List.of(
                                "curl",
                                "-sS",
                                "--http2",
                                "--cacert",
                                files.resolve("ca.pem").toString(),
                                "-o",
                                target.toString(),
                                "-w",
                                "%{http_version} %{http_code}",
                                entrepot.url() + "/v2/up.test/team/app/blobs/sha256:" + blob),
                        Map.of())
                .orThrow()
                .out();

        assertThat(said).isEqualTo("2 200");
        assertThat(target)
                .hasSameBinaryContentAs(entrepot.data().resolve("blobs/sha256").resolve(blob));
    }

    private static String largest(RealEntrepot entrepot) throws IOException {
        try (var blobs = Files.list(entrepot.data().resolve("blobs/sha256"))) {
            return blobs.filter(file -> size(file) > (20 << 20))
                    .findFirst()
                    .orElseThrow()
                    .getFileName()
                    .toString();
        }
    }

    @Test
    void aRenewedCertificateIsShownWithinSecondsAndABrokenOneChangesNothing() throws Exception {
        RealEntrepot entrepot = entrepot("");
        assertThat(subject(entrepot)).isEqualTo("CN=proxy");
        tls.renew("renewed");
        tls.writeTo(files);

        Awaitility.await().until(() -> subject(entrepot).equals("CN=renewed"));
        Files.writeString(files.resolve("tls.pem"), "-----BEGIN CERTIFICATE-----\nhalf of it");
        Awaitility.await().until(() -> log().contains("not reloaded"));

        assertThat(log()).contains("tls.certificate: ").contains("holds no certificate that can be read");
        assertThat(subject(entrepot)).isEqualTo("CN=renewed");
        assertThat(entrepot.get("/v2/").statusCode()).isEqualTo(200);
    }

    private String subject(RealEntrepot entrepot) throws IOException {
        try (SSLSocket socket = tls.socket(entrepot.port(), List.of("TLSv1.3"), List.of())) {
            return socket.getSession().getPeerPrincipal().getName();
        }
    }

    private static String log() throws IOException {
        StringBuilder all = new StringBuilder();
        try (var logs = Files.list(lab.logs())) {
            for (Path file :
                    logs.filter(log -> log.toString().contains("entrepot")).toList()) {
                all.append(Files.readString(file));
            }
        }
        return all.toString();
    }
}
