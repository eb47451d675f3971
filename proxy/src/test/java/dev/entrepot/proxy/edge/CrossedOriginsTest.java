package dev.entrepot.proxy.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.oci.Digest;
import dev.entrepot.testkit.registry.FakeRegistry;
import dev.entrepot.testkit.registry.content.BlobContent;
import dev.entrepot.testkit.registry.fault.FaultyServer;
import dev.entrepot.testkit.registry.wire.Recorded;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Every header that crosses from one origin to another, in a pull with a token service, a CDN and a second registry on
 * ports of their own. What is not listed here does not cross.
 */
class CrossedOriginsTest {

    private static final BlobContent CONTENT = BlobContent.random(11, 300_000);
    private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    private static final String BASIC =
            "authorization: Basic " + Base64.getEncoder().encodeToString("me:secret".getBytes(StandardCharsets.UTF_8));

    /** What a client may show unasked, or by mistake. */
    private static final String[] OF_A_CLIENT = {
        "Authorization: Bearer of-a-client",
        "Cookie: session=of-a-client",
        "Proxy-Authorization: Basic b2Y6Y2xpZW50",
        "User-Agent: client/1",
        "X-Tenant: a",
        "Referer: http://client.test/",
        "Accept-Encoding: gzip",
        "X-Forwarded-For: 10.0.0.7"
    };

    @RegisterExtension
    final FakeRegistry upstream = FakeRegistry.start();

    /** To which the upstream redirects manifests, as registry.k8s.io does. */
    @RegisterExtension
    final FakeRegistry elsewhere = FakeRegistry.start();

    @RegisterExtension
    final RunningProxy proxy = new RunningProxy(upstream, "tag-ttl: 0s\nusername: me\npassword: secret");

    private final Digest blob = upstream.addBlob("a/b", CONTENT);

    private static final String ACCEPT = "accept: application/vnd.docker.distribution.manifest.list.v2+json,"
            + " application/vnd.oci.image.index.v1+json, application/vnd.docker.distribution.manifest.v2+json,"
            + " application/vnd.oci.image.manifest.v1+json, application/vnd.docker.distribution.manifest.v1+prettyjws, */*";

    @BeforeEach
    void wantTokens() {
        upstream.requireTokens();
        upstream.access().addUser("me", "secret").makePrivate("a/b", "me");
        upstream.addManifest("a/b", "v1", MANIFEST, new byte[] {'{', '}'});
        elsewhere.addManifest("a/b", "v1", MANIFEST, new byte[] {'{', '}'});
    }

    /** All headers of a request, but {@code Host}, which is that of the server. */
    private static List<String> sent(FaultyServer server, Recorded request) {
        assertThat(request.header("Host")).isEqualTo(server.address());
        return request.headers().lines().stream()
                .map(line -> line.name().toLowerCase(Locale.ROOT) + ": " + line.value())
                .map(line -> line.replaceFirst("(via: 1.1 entrepot-)[0-9a-f]{16}", "$1*"))
                .filter(line -> !line.startsWith("host: "))
                .toList();
    }

    private static List<List<String>> sentTo(FaultyServer server) {
        return server.requests().stream().map(request -> sent(server, request)).toList();
    }

    /** What every request of ours has, and these. */
    private static List<String> ours(String... more) {
        return Stream.concat(Stream.of("user-agent: entrepot/test", "accept-encoding: identity"), Stream.of(more))
                .toList();
    }

    /** The registry that is configured also hears who asks, so that nobody asks itself. */
    private static List<String> toRegistry(String... more) {
        return Stream.concat(Stream.of("via: 1.1 entrepot-*"), ours(more).stream())
                .toList();
    }

    private static void assertSent(FaultyServer server, List<List<String>> expected) {
        List<List<String>> sent = sentTo(server);
        assertThat(sent).as("%s", server.lines()).hasSameSizeAs(expected);
        for (int i = 0; i < sent.size(); i++) {
            assertThat(sent.get(i)).containsExactlyInAnyOrderElementsOf(expected.get(i));
        }
    }

    /** Cases 46, 50, 53 and 54. */
    @Test
    void aBlobShowsThePasswordToTheTokenServiceTheTokenToTheRegistryAndNothingToTheCdn() throws IOException {
        upstream.redirectBlobs();

        assertThat(proxy.get("/v2/a/b/blobs/" + blob, OF_A_CLIENT).body()).isEqualTo(CONTENT.toBytes());

        assertSent(upstream, List.of(toRegistry(), toRegistry("authorization: Bearer token-1-me")));
        assertSent(upstream.tokens(), List.of(ours("accept: application/json", BASIC)));
        assertSent(upstream.cdn(), List.of(ours()));
    }

    /** Cases 27, 46 and 48. */
    @Test
    void aTransferThatIsTakenUpShowsTheCdnItsRangeAndNothingElse() throws IOException {
        upstream.redirectBlobs().faults().onAny().times(1).cutAfter(100_000);

        assertThat(proxy.get("/v2/a/b/blobs/" + blob, OF_A_CLIENT).body()).isEqualTo(CONTENT.toBytes());

        assertSent(
                upstream,
                List.of(
                        toRegistry(),
                        toRegistry("authorization: Bearer token-1-me"),
                        toRegistry("authorization: Bearer token-1-me", "range: bytes=100000-")));
        assertSent(upstream.cdn(), List.of(ours(), ours("range: bytes=100000-")));
    }

    /** Cases 46, 47 and 51. */
    @Test
    void aManifestThatIsRedirectedShowsTheOtherRegistryATokenOfItsOwnHadWithoutThePassword() throws IOException {
        upstream.faults().onManifests().status(307).header("Location", elsewhere.url() + "/v2/a/b/manifests/v1");
        elsewhere.requireTokens();

        assertThat(proxy.get("/v2/a/b/manifests/v1", OF_A_CLIENT).text()).isEqualTo("{}");

        assertSent(upstream, List.of(toRegistry(ACCEPT), toRegistry(ACCEPT, "authorization: Bearer token-1-me")));
        assertSent(upstream.tokens(), List.of(ours("accept: application/json", BASIC)));
        assertSent(elsewhere, List.of(ours(ACCEPT), ours(ACCEPT, "authorization: Bearer token-1-anonymous")));
        assertSent(elsewhere.tokens(), List.of(ours("accept: application/json")));
        assertThat(elsewhere.tokens().requests().getFirst().query())
                .isEqualTo("service=fake-registry&scope=repository%3Aa%2Fb%3Apull");
    }

    /** Case 53, and rule 11 of protocol.md. */
    @Test
    void ofAnUpstreamsHeadersNoneReachesTheClientButWhatDescribesTheContent() throws IOException {
        upstream.redirectBlobs();
        for (FaultyServer server : List.of(upstream, upstream.cdn(), upstream.tokens())) {
            server.faults()
                    .onAny()
                    .evenIfRefused()
                    .header("Set-Cookie", "upstream=1")
                    .header("Link", "<http://upstream.test/>; rel=\"next\"")
                    .header("X-Registry-Supports-Signatures", "1")
                    .header("Age", "17")
                    .header("Strict-Transport-Security", "max-age=1")
                    .header("ETag", "\"of-the-upstream\"");
        }

        assertThat(proxy.get("/v2/a/b/blobs/" + blob, OF_A_CLIENT).headers())
                .containsOnlyKeys(
                        "accept-ranges",
                        "cache-status",
                        "content-length",
                        "content-type",
                        "date",
                        "docker-content-digest",
                        "docker-distribution-api-version",
                        "etag")
                .containsEntry("etag", '"' + blob.toString() + '"');
        assertThat(proxy.get("/v2/a/b/manifests/v1", OF_A_CLIENT).headers())
                .containsOnlyKeys(
                        "cache-status",
                        "content-length",
                        "content-type",
                        "date",
                        "docker-content-digest",
                        "docker-distribution-api-version",
                        "etag");
    }
}
