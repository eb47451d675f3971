package dev.entrepot.proxy.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.oci.Digest;
import dev.entrepot.testkit.registry.FakeRegistry;
import dev.entrepot.testkit.registry.content.BlobContent;
import dev.entrepot.testkit.registry.wire.Gate;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.handler.codec.http2.Http2Error;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** HTTP/2: many answers on one connection, each at the pace its client takes it. */
class Http2Test {

    private static final BlobContent CONTENT = BlobContent.random(1, 5 << 20);

    @RegisterExtension
    final FakeRegistry upstream = FakeRegistry.start();

    private final TestTls tls = new TestTls();

    @RegisterExtension
    final RunningProxy proxy = new RunningProxy(upstream, tls);

    private final Digest blob = upstream.addBlob("a/b", CONTENT);
    private final String target = "/v2/a/b/blobs/" + blob;

    private Http2Client connect() throws Exception {
        return new Http2Client(tls, proxy.port());
    }

    private Digest hold(BlobContent content) throws IOException {
        Digest digest = upstream.addBlob("a/b", content);
        assertThat(proxy.get("/v2/a/b/blobs/" + digest).isWhole()).isTrue();
        proxy.awaitHeld(1);
        return digest;
    }

    @Test
    void aBlobArrivesAndIsAHitAfterThat() throws Exception {
        try (Http2Client client = connect()) {
            assertThat(client.get(target).body()).isEqualTo(CONTENT.toBytes());
            proxy.awaitHeld(1);

            Http2Client.Stream hit = client.get(target);

            assertThat(hit.body()).isEqualTo(CONTENT.toBytes());
            assertThat(hit.head().get("cache-status")).hasToString("entrepot; hit");
            assertThat(upstream.count("GET", "/blobs/")).isEqualTo(1);
        }
    }

    @Test
    void manifestsHeadsAndErrorsAreAsTheyAreOverHttp1() throws Exception {
        upstream.addManifest("a/b", "1", "application/json", "{}".getBytes(StandardCharsets.UTF_8));
        try (Http2Client client = connect()) {
            Http2Client.Stream manifest = client.get("/v2/a/b/manifests/1");
            assertThat(manifest.body()).isEqualTo("{}".getBytes(StandardCharsets.UTF_8));
            assertThat(manifest.head().get("content-type")).hasToString("application/json");
            assertThat(manifest.head().contains("connection")).isFalse();

            Http2Client.Stream head = client.open(Http2Client.request("HEAD", "/v2/a/b/manifests/1"), true, true);
            assertThat(head.body()).isEmpty();
            assertThat(head.head().get("content-length")).hasToString("2");

            Http2Client.Stream none = client.get("/v2/a/b/manifests/none");
            assertThat(none.status()).isEqualTo(404);
            assertThat(new String(none.body(), StandardCharsets.UTF_8)).contains("MANIFEST_UNKNOWN");
        }
    }

    @Test
    void aStreamThatIsNotReadHoldsUpNoOther() throws Exception {
        Digest large = hold(BlobContent.random(2, 16 << 20));
        try (Http2Client client = connect()) {
            Http2Client.Stream stuck = client.getUnread("/v2/a/b/blobs/" + large);
            stuck.head();

            assertThat(client.get(target).body()).isEqualTo(CONTENT.toBytes());
            stuck.read();
            assertThat(stuck.body()).hasSize(16 << 20);
        }
    }

    @Test
    void streamsThatAreNotReadHoldLittleMemory() throws Exception {
        Digest large = hold(BlobContent.random(2, 16 << 20));
        long before = PooledByteBufAllocator.DEFAULT.pinnedDirectMemory();
        try (Http2Client client = connect()) {
            for (int i = 0; i < 50; i++) {
                client.getUnread("/v2/a/b/blobs/" + large).head();
            }

            assertThat(PooledByteBufAllocator.DEFAULT.pinnedDirectMemory() - before)
                    .as("50 streams of 16 MiB each, the client's side included")
                    .isLessThan(50L * (400 << 10));
            assertThat(client.get("/v2/").status()).isEqualTo(200);
        }
    }

    @Test
    void aStreamThatIsResetGivesBackItsFileAndTheFillGoesOn() throws Exception {
        Gate gate = new Gate();
        upstream.faults().onBlob(blob).holdAt(1 << 20, gate);
        try (Http2Client client = connect()) {
            Http2Client.Stream leaving = client.get(target);
            gate.awaitArrived();
            leaving.head();
            leaving.cancel();
            gate.open();
            proxy.awaitHeld(1);

            assertThat(client.get(target).body()).isEqualTo(CONTENT.toBytes());
        }
        assertThat(upstream.count("GET", "/blobs/")).isEqualTo(1);
    }

    /** A descriptor of the purged file that stays open shows a lease that was not given back. */
    @Test
    void aStreamOfAHeldBlobThatIsResetLeavesNoFileOpen() throws Exception {
        Digest large = hold(BlobContent.random(2, 16 << 20));
        try (Http2Client client = connect()) {
            List<Http2Client.Stream> streams = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                Http2Client.Stream stream = client.getUnread("/v2/a/b/blobs/" + large);
                stream.head();
                streams.add(stream);
            }
            for (Http2Client.Stream stream : streams) {
                stream.cancel();
            }
            purge(large);

            Awaitility.await().until(() -> openDescriptors(large) == 0);
        }
    }

    /** After which nothing but leases keeps the file open. */
    private void purge(Digest digest) throws IOException {
        try (Wire admin = new Wire(proxy.adminPort())) {
            admin.send("POST", "/purge?what=" + URLEncoder.encode(digest.toString(), StandardCharsets.UTF_8));
            assertThat(admin.receive("POST").status()).isEqualTo(200);
        }
    }

    private static long openDescriptors(Digest digest) throws IOException {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors
                    .filter(descriptor -> {
                        try {
                            return Files.readSymbolicLink(descriptor).toString().contains(digest.hex());
                        } catch (IOException e) {
                            return false;
                        }
                    })
                    .count();
        }
    }

    @Test
    void whileDrainingStreamsUnderWayEndWholeAndTheConnectionAfterThem() throws Exception {
        Gate gate = new Gate();
        upstream.faults().onBlob(blob).holdAt(1 << 20, gate);
        try (Http2Client client = connect()) {
            Http2Client.Stream stream = client.get(target);
            gate.awaitArrived();
            CompletableFuture<Void> drained = CompletableFuture.runAsync(() -> proxy.drain(Duration.ofSeconds(20)));

            assertThat(client.goAwayError()).isEqualTo(Http2Error.NO_ERROR.code());
            assertThat(client.isOpen()).isTrue();
            gate.open();

            assertThat(stream.body()).isEqualTo(CONTENT.toBytes());
            client.awaitClosed();
            drained.get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void whatHasNotEndedWhenDrainingIsOverIsReset() throws Exception {
        Gate gate = new Gate();
        upstream.faults().onBlob(blob).holdAt(1 << 20, gate);
        try (Http2Client client = connect()) {
            Http2Client.Stream stream = client.get(target);
            gate.awaitArrived();
            CompletableFuture<Void> drained = CompletableFuture.runAsync(() -> proxy.drain(Duration.ofMillis(200)));

            assertThat(stream.reset()).isEqualTo(Http2Error.INTERNAL_ERROR.code());
            drained.get(20, TimeUnit.SECONDS);
            gate.open();
        }
    }

    @Test
    void aTransferThatIsCutIsAReset() throws Exception {
        upstream.faults().onBlob(blob).corruptAt(1 << 20);
        try (Http2Client client = connect()) {
            assertThat(client.get(target).reset()).isEqualTo(Http2Error.INTERNAL_ERROR.code());
        }
    }

    @Test
    void aPushIsRefusedBeforeItsBodyAndTheConnectionGoesOn() throws Exception {
        try (Http2Client client = connect()) {
            Http2Client.Stream push = client.open(Http2Client.request("PUT", "/v2/a/b/manifests/1"), false, true);

            assertThat(push.status()).isEqualTo(405);
            assertThat(push.reset()).isEqualTo(Http2Error.NO_ERROR.code());
            assertThat(client.get("/v2/").status()).isEqualTo(200);
        }
    }

    @Test
    void theLimitsAreSaidAtTheBeginning() throws Exception {
        try (Http2Client client = connect()) {
            assertThat(client.settings().maxConcurrentStreams()).isEqualTo(100);
            assertThat(client.settings().maxHeaderListSize()).isEqualTo(32 << 10);
        }
    }

    @Test
    void headersThatAreTooLongAreRefused() throws Exception {
        try (Http2Client client = connect()) {
            Http2Client.Stream stream =
                    client.open(Http2Client.request("GET", "/v2/").add("x-long", "x".repeat(33 << 10)), true, true);

            assertThat(stream.status()).isEqualTo(431);
        }
    }

    @Test
    void aClientThatResetsStreamsInARowIsSentAway() throws Exception {
        upstream.faults().onBlob(blob).holdAt(1 << 20, new Gate());
        try (Http2Client client = connect()) {
            for (int i = 0; i <= 200; i++) {
                client.get(target).cancel();
            }

            assertThat(client.goAwayError()).isEqualTo(Http2Error.ENHANCE_YOUR_CALM.code());
            client.awaitClosed();
        }
        assertThat(proxy.get("/v2/").status()).isEqualTo(200);
    }

    @Test
    void whoOffersNoHttp2IsAnsweredInHttp11() throws Exception {
        try (Wire wire = proxy.connect()) {
            wire.send("GET", "/v2/");

            assertThat(wire.receive("GET").status()).isEqualTo(200);
        }
    }
}
