package dev.entrepot.proxy.upstream;

import static dev.entrepot.proxy.upstream.UpstreamFixture.PATIENT;
import static dev.entrepot.proxy.upstream.UpstreamFixture.bytes;
import static dev.entrepot.proxy.upstream.UpstreamFixture.endpoint;
import static dev.entrepot.proxy.upstream.UpstreamFixture.repository;
import static dev.entrepot.proxy.upstream.UpstreamFixture.soon;
import static dev.entrepot.proxy.upstream.UpstreamFixture.trouble;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.blob.RemoteBlob;
import dev.entrepot.core.blob.Window;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.proxy.upstream.http.ConnectionSettings;
import dev.entrepot.proxy.upstream.http.Connections;
import dev.entrepot.proxy.upstream.http.Origin;
import dev.entrepot.proxy.upstream.http.UpstreamException;
import dev.entrepot.proxy.upstream.http.UpstreamException.Kind;
import dev.entrepot.proxy.upstream.http.UpstreamRequest;
import dev.entrepot.proxy.upstream.reach.ForwardProxy;
import dev.entrepot.proxy.upstream.reach.ProxyRules;
import dev.entrepot.proxy.upstream.reach.TlsMaterial;
import dev.entrepot.testkit.registry.FakeRegistry;
import dev.entrepot.testkit.registry.content.BlobContent;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Forward proxies and client certificates, by what each party saw. */
class ReachTest {

    private static final byte[] CONTENT = BlobContent.random(4, 300_000).toBytes();

    @RegisterExtension
    final FakeRegistry registry = FakeRegistry.start();

    @RegisterExtension
    final UpstreamFixture upstream = new UpstreamFixture();

    @RegisterExtension
    final FakeProxy proxy = new FakeProxy();

    private final Digest blob = registry.addBlob("a", CONTENT);
    private final X509Bundle authority = TlsServer.authority();

    ReachTest() throws Exception {}

    private ConnectionSettings via(String login, String... except) {
        ForwardProxy forward = ForwardProxy.parse("http://" + login + "127.0.0.1:" + proxy.port());
        return ConnectionSettings.of(PATIENT, 4).with(ProxyRules.through(forward, List.of(except)));
    }

    private ConnectionSettings identifiedBy(X509Bundle client) {
        TlsMaterial.Identity identity =
                new TlsMaterial.Identity(client.getKeyPair().getPrivate(), List.of(client.getCertificate()));
        return ConnectionSettings.of(PATIENT, 4).with(new TlsMaterial(trusted(), Optional.of(identity)));
    }

    private List<X509Certificate> trusted() {
        return List.of(authority.getCertificate());
    }

    private Lookup<RemoteBlob> open(String url, ConnectionSettings settings) {
        return upstream.with(endpoint(url).with(settings)).open(repository("a"), blob, Window.all(), soon());
    }

    private static void content(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.sendResponseHeaders(200, CONTENT.length);
            exchange.getResponseBody().write(CONTENT);
        }
    }

    @Test
    void aPlainUpstreamIsAskedByTheProxyWhichResolvesItsName() throws IOException {
        proxy.resolve("registry.test:5000", registry.port());

        assertThat(bytes(open("http://registry.test:5000", via("")))).isEqualTo(CONTENT);

        assertThat(proxy.lines()).containsExactly("GET http://registry.test:5000/v2/a/blobs/" + blob + " HTTP/1.1");
        assertThat(proxy.headers()).contains("host: registry.test:5000").noneMatch(line -> line.contains("authoriz"));
    }

    @Test
    void theProxysOwnLoginGoesToTheProxyOnly() throws IOException {
        proxy.resolve("registry.test:80", 0).admitOnly("proxy-authorization: Basic bWU6czNjcmV0");
        proxy.resolve("registry.test", registry.port());

        assertThat(bytes(open("http://registry.test", via("me:s3cret@")))).isEqualTo(CONTENT);
        assertThat(registry.requests())
                .extracting(request -> request.header("Proxy-Authorization"))
                .containsOnlyNulls();
    }

    @Test
    void aSecureUpstreamIsReachedThroughATunnelAndTheProxySeesNoMoreThanItsName() throws Exception {
        try (TlsServer server = TlsServer.start(authority, false, ReachTest::content)) {
            proxy.resolve(TlsServer.HOST, server.port()).admitOnly("proxy-authorization: Basic bWU6czNjcmV0");
            proxy.resolve(TlsServer.HOST + ":443", server.port());
            ConnectionSettings settings = via("me:s3cret@").with(TlsMaterial.trusting(trusted()));

            assertThat(bytes(open("https://" + TlsServer.HOST, settings))).isEqualTo(CONTENT);

            assertThat(proxy.lines()).containsExactly("CONNECT " + TlsServer.HOST + ":443 HTTP/1.1");
        }
    }

    private ConnectionSettings viaSecure(FakeProxy secure) {
        ForwardProxy forward = ForwardProxy.parse("https://me:s3cret@" + TlsServer.HOST + ":" + secure.port());
        return ConnectionSettings.of(PATIENT, 4)
                .with(ProxyRules.through(forward, List.of()))
                .with(TlsMaterial.trusting(trusted()));
    }

    @Test
    void aProxyThatSpeaksTlsIsAskedForAPlainUpstream() throws Exception {
        try (FakeProxy secure = FakeProxy.secure(authority)) {
            secure.resolve("registry.test:80", 0).admitOnly("proxy-authorization: Basic bWU6czNjcmV0");
            secure.resolve("registry.test", registry.port());

            assertThat(bytes(open("http://registry.test", viaSecure(secure)))).isEqualTo(CONTENT);

            assertThat(secure.lines()).containsExactly("GET http://registry.test/v2/a/blobs/" + blob + " HTTP/1.1");
        }
    }

    @Test
    void aProxyThatSpeaksTlsOpensATunnelInWhichTheUpstreamSpeaksItsOwn() throws Exception {
        try (FakeProxy secure = FakeProxy.secure(authority);
                TlsServer server = TlsServer.start(authority, false, ReachTest::content)) {
            secure.resolve(TlsServer.HOST, server.port()).resolve(TlsServer.HOST + ":443", server.port());

            assertThat(bytes(open("https://" + TlsServer.HOST, viaSecure(secure))))
                    .isEqualTo(CONTENT);

            assertThat(secure.lines()).containsExactly("CONNECT " + TlsServer.HOST + ":443 HTTP/1.1");
            assertThat(server.clients()).containsExactly(TlsServer.NOBODY);
        }
    }

    @Test
    void aProxyWhoseCertificateNobodyBelievesIsToldNothing() throws Exception {
        try (FakeProxy secure = FakeProxy.secure(TlsServer.authority())) {
            UpstreamException trouble = trouble(open("https://registry.test", viaSecure(secure)));

            assertThat(trouble.kind()).isEqualTo(Kind.CONNECT);
            assertThat(trouble).hasMessageContaining("through proxy " + TlsServer.HOST);
            assertThat(secure.lines()).isEmpty();
        }
    }

    /** Otherwise who answers for its name could lead us anywhere near that address. */
    @Test
    void whereAnUpstreamIsCountsOnlyOnceItsCertificateIsBelieved() throws Exception {
        try (TlsServer server = TlsServer.start(TlsServer.authority(), false, ReachTest::content)) {
            ConnectionSettings settings = ConnectionSettings.of(PATIENT, 4).with(TlsMaterial.trusting(trusted()));
            Connections connections = upstream.connections(settings, Origin.of(URI.create(server.url())));
            UpstreamRequest own = UpstreamRequest.get(URI.create(server.url() + "/v2/"));
            UpstreamRequest other = UpstreamRequest.get(URI.create(registry.url() + "/v2/"));

            assertThatThrownBy(() -> connections.exchange(own, soon())).hasMessageContaining("cannot connect");

            assertThatThrownBy(() -> connections.exchange(other, soon())).hasMessageContaining("the upstream leads to");
            assertThat(registry.count()).isZero();
        }
    }

    @Test
    void aProxyThatRefusesIsTroubleThatNamesIt() {
        proxy.admitOnly("nothing");
        UpstreamException trouble = trouble(open("https://registry.test", via("me:s3cret@")));

        assertThat(trouble.kind()).isEqualTo(Kind.CONNECT);
        assertThat(trouble)
                .hasMessageContaining("through proxy 127.0.0.1:" + proxy.port())
                .hasMessageContaining("407")
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void whatIsExemptIsReachedDirectly() throws IOException {
        assertThat(bytes(open(registry.url(), via("", "127.0.0.0/8")))).isEqualTo(CONTENT);
        assertThat(proxy.lines()).isEmpty();
    }

    @Test
    void aCdnIsReachedThroughTheProxyToo() throws IOException {
        registry.redirectBlobs();

        assertThat(bytes(open(registry.url(), via("")))).isEqualTo(CONTENT);

        assertThat(proxy.lines()).hasSize(2);
        assertThat(proxy.lines().getLast()).startsWith("GET " + registry.cdn().url() + "/blobs/");
    }

    @Test
    void throughAProxyARedirectToThisMachineIsRefusedByItsAddress() {
        proxy.resolve("registry.test", registry.port());
        registry.redirectBlobs();

        assertThat(trouble(open("http://registry.test", via(""))).kind()).isEqualTo(Kind.REDIRECT);
        assertThat(registry.cdn().count()).isZero();
    }

    @Test
    void aCertificateShowsWhoWeAreToTheUpstream() throws Exception {
        try (TlsServer server = TlsServer.start(authority, true, ReachTest::content)) {
            X509Bundle client = TlsServer.issued(authority, "entrepot");

            assertThat(bytes(open(server.url(), identifiedBy(client)))).isEqualTo(CONTENT);

            assertThat(server.clients()).containsExactly("CN=entrepot");
        }
    }

    @Test
    void withoutACertificateAnUpstreamThatNeedsOneCannotBeAsked() throws Exception {
        try (TlsServer server = TlsServer.start(authority, true, ReachTest::content)) {
            ConnectionSettings settings = ConnectionSettings.of(PATIENT, 4).with(TlsMaterial.trusting(trusted()));

            assertThat(trouble(open(server.url(), settings)).kind()).isIn(Kind.CONNECT, Kind.CLOSED);
            assertThat(server.clients()).isEmpty();
        }
    }

    /** It is a credential: protocol.md, case 46. */
    @Test
    void aCertificateIsNotShownToWhereTheUpstreamRedirects() throws Exception {
        try (TlsServer cdn = TlsServer.start(authority, false, ReachTest::content);
                TlsServer server = TlsServer.start(authority, true, exchange -> {
                    exchange.getResponseHeaders().add("Location", cdn.url() + "/x");
                    exchange.sendResponseHeaders(307, -1);
                    exchange.close();
                })) {
            X509Bundle client = TlsServer.issued(authority, "entrepot");

            assertThat(bytes(open(server.url(), identifiedBy(client)))).isEqualTo(CONTENT);

            assertThat(server.clients()).containsExactly("CN=entrepot");
            assertThat(cdn.clients()).containsExactly(TlsServer.NOBODY);
        }
    }
}
