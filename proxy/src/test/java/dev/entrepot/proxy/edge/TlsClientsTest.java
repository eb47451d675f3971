package dev.entrepot.proxy.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.entrepot.core.oci.Digest;
import dev.entrepot.testkit.registry.FakeRegistry;
import dev.entrepot.testkit.registry.content.BlobContent;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Certificates of clients, and what a reload of {@code tls} does to connections. */
class TlsClientsTest {

    private static final String TOKEN = "0123456789abcdef0123";
    private static final String ASKED = "clients: {tokens-file: tokens}\n";

    @RegisterExtension
    final FakeRegistry upstream = FakeRegistry.start();

    @RegisterExtension
    final ConfiguredProxy proxy = new ConfiguredProxy();

    @RegisterExtension
    final LoggedLines log = new LoggedLines();

    private final TestTls tls = new TestTls();
    private final String settings =
            "default-upstream: up.test\nupstreams: {up.test: {url: '" + upstream.url() + "'}}\n";

    @BeforeEach
    void write() throws IOException {
        tls.writeTo(proxy.folder());
        proxy.file("tokens", "node:" + TOKEN + "\n");
    }

    private static String section(String more) {
        return "tls: {" + TestTls.KEYS + more + "}\n";
    }

    private static int ping(Wire connected, String... headers) throws IOException {
        try (Wire wire = connected) {
            wire.send("GET", "/v2/", headers);
            return wire.receive("GET").status();
        }
    }

    @Test
    void whoShowsNoRequiredCertificateGetsNoAnswer() throws Exception {
        proxy.start(settings + section(", client-ca: ca.pem"));

        // With TLS 1.3 a client takes the handshake for done before the server has judged it.
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> ping(tls.connect(proxy.port())));
        assertThat(ping(tls.connectAs(tls.issue("node-1"), proxy.port()))).isEqualTo(200);
    }

    @Test
    void aCertificateOfAnotherAuthorityIsNone() throws Exception {
        proxy.start(settings + section(", client-ca: ca.pem"));
        X509Bundle foreign = new TestTls().issue("node-1");

        assertThatExceptionOfType(IOException.class).isThrownBy(() -> ping(tls.connectAs(foreign, proxy.port())));
    }

    @Test
    void theAccessLogNamesWhoShowedACertificate() throws Exception {
        proxy.start(settings + section(", client-ca: ca.pem, client-certificates: optional"));
        ping(tls.connectAs(tls.issue("node-1"), proxy.port()));
        ping(tls.connect(proxy.port()));
        proxy.stop();

        assertThat(log.access()).hasSize(2);
        assertThat(log.access())
                .hasSize(2)
                .anySatisfy(line -> assertThat(line).contains("user=\"node-1\""))
                .anySatisfy(line -> assertThat(line).contains("user=\"-\""));
    }

    @Test
    void anOptionalCertificateIsAsGoodAsAToken() throws Exception {
        proxy.start(settings + ASKED + section(", client-ca: ca.pem, client-certificates: optional"));

        assertThat(ping(tls.connectAs(tls.issue("node-1"), proxy.port()))).isEqualTo(200);
        assertThat(ping(tls.connect(proxy.port()))).isEqualTo(401);
        assertThat(ping(tls.connect(proxy.port()), "Authorization: Bearer " + TOKEN))
                .isEqualTo(200);
    }

    @Test
    void besidesARequiredCertificateATokenIsAskedForToo() throws Exception {
        proxy.start(settings + ASKED + section(", client-ca: ca.pem"));
        X509Bundle node = tls.issue("node-1");

        assertThat(ping(tls.connectAs(node, proxy.port()))).isEqualTo(401);
        assertThat(ping(tls.connectAs(node, proxy.port()), "Authorization: Bearer " + TOKEN))
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {TestTls.KEYS, TestTls.KEYSTORE})
    void aNewCertificateIsShownToNewConnectionsAndOldOnesGoOn(String keys) throws Exception {
        BlobContent content = BlobContent.random(3, 8 << 20);
        Digest blob = upstream.addBlob("a/b", content);
        String section = "tls: {" + keys + "}\n";
        tls.writeKeystoreTo(proxy.folder());
        proxy.start(settings + section);
        try (Wire old = tls.connect(proxy.port())) {
            old.send("GET", "/v2/a/b/blobs/" + blob);
            old.awaitAnswer();
            tls.renew("renewed");
            tls.writeTo(proxy.folder());
            tls.writeKeystoreTo(proxy.folder());
            proxy.reload(settings + section);

            assertThat(subject()).isEqualTo("CN=renewed");
            assertThat(old.receive("GET").body()).isEqualTo(content.toBytes());
            assertThat(ping(old)).isEqualTo(200);
        }
    }

    @Test
    void tlsCanBeTurnedOnAndOffForConnectionsToCome() throws Exception {
        proxy.start(settings);
        try (Wire plain = proxy.connect()) {
            proxy.reload(settings + section(""));

            assertThat(ping(tls.connect(proxy.port()))).isEqualTo(200);
            assertThat(ping(plain)).isEqualTo(200);
        }
        proxy.reload(settings);
        assertThat(proxy.get("/v2/").status()).isEqualTo(200);
    }

    private String subject() throws Exception {
        try (SSLSocket socket = tls.socket(proxy.port(), List.of("TLSv1.3"), List.of())) {
            return socket.getSession().getPeerPrincipal().getName();
        }
    }
}
