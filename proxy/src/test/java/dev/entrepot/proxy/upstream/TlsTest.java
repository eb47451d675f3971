package dev.entrepot.proxy.upstream;

import static dev.entrepot.proxy.upstream.UpstreamFixture.PATIENT;
import static dev.entrepot.proxy.upstream.UpstreamFixture.bytes;
import static dev.entrepot.proxy.upstream.UpstreamFixture.endpoint;
import static dev.entrepot.proxy.upstream.UpstreamFixture.repository;
import static dev.entrepot.proxy.upstream.UpstreamFixture.soon;
import static dev.entrepot.proxy.upstream.UpstreamFixture.trouble;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsServer;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.blob.RemoteBlob;
import dev.entrepot.core.blob.Window;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.proxy.upstream.http.ConnectionSettings;
import dev.entrepot.proxy.upstream.http.UpstreamException.Kind;
import dev.entrepot.proxy.upstream.reach.TlsMaterial;
import dev.entrepot.testkit.registry.content.BlobContent;
import io.netty.handler.ssl.OpenSsl;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whom we believe to be the registry. */
class TlsTest {

    private static final byte[] CONTENT = BlobContent.random(4, 1_000_000).toBytes();
    private static final String HOST = "registry.localhost";

    @RegisterExtension
    final UpstreamFixture upstream = new UpstreamFixture();

    private final Queue<SNIServerName> names = new ConcurrentLinkedQueue<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final X509Bundle authority = authority();
    private final HttpsServer server;
    private volatile String location = "";

    TlsTest() throws Exception {
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    }

    private static X509Bundle authority() throws Exception {
        return new CertificateBuilder()
                .ecp256()
                .subject("CN=Test authority")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
    }

    @BeforeEach
    void start() throws Exception {
        X509Bundle certificate = new CertificateBuilder()
                .ecp256()
                .subject("CN=registry")
                .addSanDnsName(HOST)
                .buildIssuedBy(authority);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(certificate.toKeyManagerFactory().getKeyManagers(), null, null);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        threads.close();
    }

    private void answer(HttpExchange exchange) throws IOException {
        if (((HttpsExchange) exchange).getSSLSession() instanceof ExtendedSSLSession session) {
            names.addAll(session.getRequestedServerNames());
        }
        try (exchange) {
            if (location.isEmpty()) {
                exchange.sendResponseHeaders(200, CONTENT.length);
                exchange.getResponseBody().write(CONTENT);
            } else {
                exchange.getResponseHeaders().add("Location", location);
                exchange.sendResponseHeaders(307, -1);
            }
        }
    }

    private Lookup<RemoteBlob> open(String host, X509Certificate... trusted) {
        String url = "https://" + host + ":" + server.getAddress().getPort();
        ConnectionSettings settings = ConnectionSettings.of(PATIENT, 4).with(TlsMaterial.trusting(List.of(trusted)));
        return upstream.with(endpoint(url).with(settings))
                .open(repository("a"), Digest.sha256(CONTENT), Window.all(), soon());
    }

    @Test
    void anAuthorityOfOnesOwnIsTrustedWhenNamed() throws IOException {
        assertThat(bytes(open(HOST, authority.getCertificate()))).isEqualTo(CONTENT);
    }

    @Test
    void theServerIsToldTheNameItIsAskedBy() throws IOException {
        bytes(open(HOST, authority.getCertificate()));

        assertThat(names).extracting(SNIServerName::getEncoded).containsOnly(HOST.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void anAuthorityNobodyNamedIsNotTrusted() {
        assertThat(trouble(open(HOST)).kind()).isEqualTo(Kind.CONNECT);
    }

    @Test
    void aCertificateForAnotherNameIsNotBelieved() {
        assertThat(trouble(open("other.localhost", authority.getCertificate())).kind())
                .isEqualTo(Kind.CONNECT);
    }

    @Test
    void nobodyIsFollowedFromHttpsToHttp() {
        location = "http://" + HOST + "/x";

        assertThat(trouble(open(HOST, authority.getCertificate())).kind()).isEqualTo(Kind.REDIRECT);
    }

    @Test
    void theNativeProviderIsThereOnTheMachinesWeBuildFor() {
        assertThat(OpenSsl.isAvailable()).isTrue();
    }
}
