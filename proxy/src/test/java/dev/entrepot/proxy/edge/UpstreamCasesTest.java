package dev.entrepot.proxy.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.oci.Digest;
import dev.entrepot.testkit.registry.FakeRegistry;
import dev.entrepot.testkit.registry.TokenServer;
import dev.entrepot.testkit.registry.content.BlobContent;
import dev.entrepot.testkit.registry.fault.Fault;
import dev.entrepot.testkit.registry.wire.Gate;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients see of an upstream's challenges, refusals and failures: the cases of protocol.md, section 5. */
class UpstreamCasesTest {

    private static final BlobContent CONTENT = BlobContent.random(5, 2 << 20);
    private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";

    @RegisterExtension
    final FakeRegistry upstream = FakeRegistry.start();

    @RegisterExtension
    final RunningProxy proxy = new RunningProxy(upstream, "tag-ttl: 0s\nusername: me\npassword: secret");

    private final Digest blob = upstream.addBlob("a/b", CONTENT);

    UpstreamCasesTest() {
        upstream.addManifest("a/b", "v1", MANIFEST, new byte[] {'{', '}'});
        upstream.access().addUser("me", "secret");
    }

    private Wire.Response blob(String... headers) throws IOException {
        return proxy.get("/v2/a/b/blobs/" + blob, headers);
    }

    private Wire.Response tag() throws IOException {
        return proxy.get("/v2/a/b/manifests/v1");
    }

    /** Cases 23 and 53: an upstream's refusal is not ours, and its challenge would get us a client's credentials. */
    @ParameterizedTest
    @ValueSource(ints = {401, 403})
    void aRepositoryTheUpstreamDeniesIs403WithoutAChallenge(int status) throws IOException {
        upstream.requireTokens();
        upstream.access().makePrivate("a/b", "somebody-else").denyWith(status);

        for (Wire.Response response : List.of(tag(), blob(), proxy.send("HEAD", "/v2/a/b/manifests/v1"))) {
            assertThat(response.status()).isEqualTo(403);
            assertThat(response.header("www-authenticate")).isNull();
        }
    }

    /** Case 23. */
    @Test
    void aRepositoryTheUpstreamDoesNotAdmitToHaveIs404() throws IOException {
        upstream.requireTokens();
        upstream.access().makePrivate("a/b", "somebody-else").denyWith(404);

        assertThat(tag().status()).isEqualTo(404);
        assertThat(blob().status()).isEqualTo(404);
    }

    static Stream<Named<Consumer<Fault>>> failures() {
        return Stream.of(
                Named.of("500", fault -> fault.status(500)),
                Named.of("503", fault -> fault.status(503)),
                Named.of("408", fault -> fault.status(408)),
                Named.of("429", fault -> fault.status(429)),
                Named.of("FIN", Fault::cutBeforeHeaders),
                Named.of("RST", Fault::resetBeforeHeaders));
    }

    /** Cases 26 and 55: a status line that promises a body marries containerd to us, and 429 makes it hammer. */
    @ParameterizedTest
    @MethodSource("failures")
    void anUpstreamThatFailsBeforeTheFirstByteIs503(Consumer<Fault> failure) throws IOException {
        failure.accept(upstream.faults().onAny());

        for (Wire.Response response : List.of(blob(), tag())) {
            assertThat(response.status()).isEqualTo(503);
            assertThat(response.header("retry-after")).isNotNull();
        }
    }

    /** Case 27. */
    @Test
    void anUpstreamThatDiesForGoodInTheMiddleIsAShortBodyAndFin() throws IOException {
        upstream.faults().onBlob(blob).withoutRange().cutAfter(1_000_000);
        upstream.faults().onBlob(blob).withRange().status(404);

        Wire.Response response = blob();

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.isWhole()).isFalse();
        assertThat(response.end()).isEqualTo(Wire.End.FIN);
        assertThat(proxy.blobsHeld()).isZero();
    }

    static Stream<Named<Consumer<Fault>>> lies() {
        return Stream.of(
                Named.of("longer than announced", fault -> fault.contentLength(CONTENT.size() - 1000)),
                Named.of("another byte", fault -> fault.corruptAt(1000)),
                Named.of("compressed", Fault::contentEncodingGzip));
    }

    /** Case 40. */
    @ParameterizedTest
    @MethodSource("lies")
    void whatIsNotTheBlobNeverLooksWholeAndIsNotKept(Consumer<Fault> lie) throws IOException {
        lie.accept(upstream.faults().onBlob(blob));

        Wire.Response response = blob();

        assertThat(response.status() == 200 && response.isWhole()).isFalse();
        assertThat(response.end()).isNotEqualTo(Wire.End.RESET);
        assertThat(proxy.blobsHeld()).isZero();
    }

    /** Case 40: whoever waits for the rest is told by a body that ends. */
    @Test
    void allWhoShareATransferThatTurnsOutWrongAreCutShort() throws IOException {
        Gate gate = new Gate();
        upstream.faults().onBlob(blob).corruptAt(1000).holdAt(1_000_000, gate);
        List<Wire> clients = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Wire client = proxy.connect();
            clients.add(client);
            client.send("GET", "/v2/a/b/blobs/" + blob);
            client.awaitAnswer();
        }
        gate.open();

        for (Wire client : clients) {
            try (client) {
                Wire.Response response = client.receive("GET");
                assertThat(response.isWhole()).isFalse();
                assertThat(response.end()).isEqualTo(Wire.End.FIN);
            }
        }
        assertThat(upstream.count("GET", "/blobs/")).isEqualTo(1);
        assertThat(proxy.blobsHeld()).isZero();
    }

    /** Case 46: S3 answers 400 to a second authorization. */
    @Test
    void noCredentialFollowsARedirect() throws IOException {
        upstream.requireBasic("me", "secret");
        upstream.redirectBlobs();

        assertThat(blob().body()).isEqualTo(CONTENT.toBytes());

        assertThat(upstream.cdn().requests())
                .isNotEmpty()
                .extracting(request -> request.header("Authorization"))
                .containsOnlyNulls();
    }

    /** Case 48: what a signed URL leads to ends while its URL expires. */
    @Test
    void aTransferThatBreaksIsTakenUpFromTheRegistryAndNotFromTheOldUrl() throws IOException {
        upstream.redirectBlobs();
        upstream.cdn().faults().onAny().times(1).cutAfter(1_000_000);
        upstream.cdn().onEnd(request -> {
            if (request.bytesSent() < CONTENT.size()) {
                upstream.cdn().expireUrls();
            }
        });

        assertThat(blob().body()).isEqualTo(CONTENT.toBytes());

        assertThat(upstream.requests("GET", "/blobs/"))
                .extracting(request -> request.header("Range"))
                .containsExactly(null, "bytes=1000000-");
    }

    /** Case 49: public.ecr.aws answers 401 to it whatever the token. */
    @Test
    void aClientsHeadOfABlobIsNoHeadForTheUpstream() throws IOException {
        upstream.faults().onBlobs().method("HEAD").status(401);

        Wire.Response head = proxy.send("HEAD", "/v2/a/b/blobs/" + blob);

        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("content-length")).isEqualTo(String.valueOf(CONTENT.size()));
        assertThat(upstream.lines()).containsExactly("GET /v2/a/b/blobs/" + shortened() + " bytes=0-0");
    }

    private String shortened() {
        return blob.toString().substring(0, "sha256:".length() + 12) + "…";
    }

    /** Case 54. */
    @Test
    void whatAClientShowsUnaskedGoesNowhereAndDividesNothing() throws IOException {
        blob("Authorization: Bearer of-a-client");
        proxy.awaitHeld(1);

        assertThat(blob("Authorization: Basic b3RoZXI6Y2xpZW50").body()).isEqualTo(CONTENT.toBytes());
        assertThat(upstream.requests("GET", "/blobs/")).hasSize(1);
        assertThat(upstream.requests())
                .extracting(request -> request.header("Authorization"))
                .containsOnlyNulls();
    }

    /** Case 55. */
    @Test
    void anUpstreamThatSays429IsCoveredByWhatIsHeld() throws IOException {
        assertThat(tag().status()).isEqualTo(200);
        upstream.faults().onAny().status(429).header("Retry-After", "3600");

        Wire.Response stale = tag();

        assertThat(stale.status()).isEqualTo(200);
        assertThat(stale.text()).isEqualTo("{}");
        assertThat(stale.header("cache-status")).contains("stale");
    }

    /** Case 55: it is not asked before the time it named. */
    @Test
    void anUpstreamThatAskedToBeLeftAloneIs() throws IOException {
        upstream.faults().onAny().status(429).header("Retry-After", "3600");
        assertThat(blob().status()).isEqualTo(503);
        int asked = upstream.count();

        assertThat(blob().status()).isEqualTo(503);
        assertThat(tag().status()).isEqualTo(503);

        assertThat(upstream.count()).isEqualTo(asked).isEqualTo(1);
    }

    /** Case 56. */
    @Test
    void aHerdCostsOneTokenOneManifestAndOneBlob() throws Exception {
        TokenServer tokens = upstream.requireTokens();
        upstream.access().makePrivate("a/b", "me");
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> answers = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                answers.add(clients.submit(() -> tag().status()));
            }
            for (Future<Integer> answer : answers) {
                assertThat(answer.get()).isEqualTo(200);
            }
            List<Future<byte[]>> bodies = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                bodies.add(clients.submit(() -> blob().body()));
            }
            for (Future<byte[]> body : bodies) {
                assertThat(body.get()).isEqualTo(CONTENT.toBytes());
            }
        }
        assertThat(tokens.count()).isEqualTo(1);
        assertThat(upstream.requests("GET", "/manifests/"))
                .filteredOn(request -> request.awaitEnd().status() == 200)
                .hasSize(1);
        assertThat(upstream.requests("GET", "/blobs/"))
                .filteredOn(request -> request.awaitEnd().status() == 200)
                .hasSize(1);
    }

    /** Case 57. */
    @Test
    void whatIsHeldNeedsNeitherATokenNorAnUpstream() throws IOException {
        TokenServer tokens = upstream.requireTokens();
        upstream.access().makePrivate("a/b", "me");
        assertThat(tag().status()).isEqualTo(200);
        assertThat(blob().isWhole()).isTrue();
        proxy.awaitHeld(2);
        tokens.stopListening();
        tokens.expireTokens();

        assertThat(blob().body()).isEqualTo(CONTENT.toBytes());
        assertThat(tag().header("cache-status")).contains("stale");

        upstream.stopAll();
        assertThat(blob().body()).isEqualTo(CONTENT.toBytes());
        assertThat(tag().status()).isEqualTo(200);
    }
}
