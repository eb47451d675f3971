package dev.entrepot.proxy.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.oci.Digest;
import dev.entrepot.testkit.registry.FakeRegistry;
import dev.entrepot.testkit.registry.content.BlobContent;
import dev.entrepot.testkit.registry.wire.Gate;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Connections and bodies as clients see them on the wire. */
class StreamsTest {

    private static final BlobContent CONTENT = BlobContent.random(5, 3 << 20);

    @RegisterExtension
    final FakeRegistry upstream = FakeRegistry.start();

    @RegisterExtension
    final RunningProxy proxy = new RunningProxy(upstream);

    @Test
    void aWrongDigestEndsShortByFinAndIsNotStoredAndIs502Afterwards() throws IOException {
        Digest digest = upstream.addBlob("a/b", CONTENT);
        upstream.faults().onBlob(digest).times(1).corruptAt(1_000_000);

        Wire.Response wrong = proxy.get("/v2/a/b/blobs/" + digest);
        Wire.Response next = proxy.get("/v2/a/b/blobs/" + digest);

        assertThat(wrong.status()).isEqualTo(200);
        assertThat(wrong.body().length).isLessThan((int) CONTENT.size());
        assertThat(wrong.end()).isEqualTo(Wire.End.FIN);
        assertThat(next.status()).isEqualTo(502);
        assertThat(next.header("cache-status")).endsWith("detail=corrupt");
        assertThat(proxy.blobsHeld()).isZero();
        assertThat(upstream.count("GET", "/blobs/")).isEqualTo(1);
    }

    @Test
    void anUpstreamThatIsCutIsTakenUpWhereItWasAndTheClientNeverNotices() throws IOException {
        Digest digest = upstream.addBlob("a/b", CONTENT);
        upstream.faults().onBlob(digest).times(1).cutAfter(1_000_000);

        Wire.Response response = proxy.get("/v2/a/b/blobs/" + digest);

        assertThat(response.body()).isEqualTo(CONTENT.toBytes());
        assertThat(upstream.requests("GET", "/blobs/"))
                .extracting(request -> request.header("Range"))
                .containsExactly(null, "bytes=1000000-");
    }

    @Test
    void anUpstreamThatRefusesIs503WithRetryAfterAndTheNextPullIsRight() throws IOException {
        Digest digest = upstream.addBlob("a/b", CONTENT);
        upstream.stopListening();
        Wire.Response refused = proxy.get("/v2/a/b/blobs/" + digest);
        upstream.startListening();

        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.header("retry-after")).isNotNull();
        assertThat(refused.header("content-type")).isEqualTo("application/json");
        assertThat(proxy.get("/v2/a/b/blobs/" + digest).isWhole()).isTrue();
    }

    @Test
    void pipelinedRequestsAreAnsweredInTheirOrderAlsoWhenTheFirstIsSlow() throws IOException {
        Digest slow = upstream.addBlob("a/b", CONTENT);
        Digest fast = upstream.addBlob("a/b", new byte[] {1, 2, 3});
        proxy.get("/v2/a/b/blobs/" + fast);
        Gate gate = new Gate();
        upstream.faults().onBlob(slow).holdBeforeHeaders(gate);
        try (Wire wire = proxy.connect()) {
            String head = " HTTP/1.1\r\nHost: proxy\r\n\r\n";
            wire.write("GET /v2/a/b/blobs/" + slow + head + "GET /v2/a/b/blobs/" + fast + head + "GET /v2/" + head);
            gate.awaitArrived();
            gate.open();

            assertThat(wire.receive("GET").header("docker-content-digest")).isEqualTo(slow.toString());
            assertThat(wire.receive("GET").header("docker-content-digest")).isEqualTo(fast.toString());
            assertThat(wire.receive("GET").text()).isEqualTo("{}");
        }
    }

    @Test
    void aConnectionIsKeptOverManyRequests() throws IOException {
        Digest digest = upstream.addBlob("a/b", CONTENT);
        try (Wire wire = proxy.connect()) {
            for (int i = 0; i < 100; i++) {
                wire.send(i % 2 == 0 ? "HEAD" : "GET", "/v2/a/b/blobs/" + digest, "Range: bytes=0-9");
                assertThat(wire.receive(i % 2 == 0 ? "HEAD" : "GET").status()).isEqualTo(i % 2 == 0 ? 200 : 206);
            }
        }
    }

    @Test
    void aClientThatAsksForItIsTheLastOnItsConnection() throws IOException {
        try (Wire wire = proxy.connect()) {
            wire.send("GET", "/v2/", "Connection: close");

            assertThat(wire.receive("GET").header("connection")).isEqualTo("close");
            assertThat(wire.isClosed()).isTrue();
        }
    }

    @Test
    void aClientThatLeavesNeverStopsTheOthers() throws IOException {
        Digest digest = upstream.addBlob("a/b", CONTENT);
        Gate gate = new Gate();
        upstream.faults().onBlob(digest).holdAt(1_000_000, gate);
        try (Wire stays = proxy.connect()) {
            Wire leaves = proxy.connect();
            leaves.send("GET", "/v2/a/b/blobs/" + digest);
            leaves.skipHead();
            leaves.readSome(1000);
            stays.send("GET", "/v2/a/b/blobs/" + digest);
            leaves.reset();
            gate.open();

            assertThat(stays.receive("GET").body()).isEqualTo(CONTENT.toBytes());
        }
        assertThat(upstream.count("GET", "/blobs/")).isEqualTo(1);
    }

    @Test
    void whenTheOnlyClientLeavesTheFillGoesOn() throws IOException {
        Digest digest = upstream.addBlob("a/b", CONTENT);
        Gate gate = new Gate();
        upstream.faults().onBlob(digest).holdAt(1_000_000, gate);
        Wire leaves = proxy.connect();
        leaves.send("GET", "/v2/a/b/blobs/" + digest);
        leaves.skipHead();
        leaves.reset();
        gate.open();

        Wire.Response later = proxy.get("/v2/a/b/blobs/" + digest);

        assertThat(later.body()).isEqualTo(CONTENT.toBytes());
        assertThat(upstream.count("GET", "/blobs/")).isEqualTo(1);
    }

    @Test
    void aSlowClientDoesNotSlowTheFill() throws IOException {
        BlobContent large = BlobContent.random(6, 32 << 20);
        Digest digest = upstream.addBlob("a/b", large);
        try (Wire reluctant = proxy.connect()) {
            reluctant.send("GET", "/v2/a/b/blobs/" + digest);
            reluctant.skipHead();

            Wire.Response quick = proxy.get("/v2/a/b/blobs/" + digest);

            assertThat(quick.isWhole()).isTrue();
            assertThat(upstream.count("GET", "/blobs/")).isEqualTo(1);
        }
    }

    /** As containerd 2.1 and later fetches one layer in parallel (protocol.md, 1.6, case 28). */
    @Test
    void clientsThatReadAPieceOfAnOpenRangeAndResetShareOneFill() throws Exception {
        BlobContent large = BlobContent.random(8, 24 << 20);
        Digest digest = upstream.addBlob("a/b", large);
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> pieces = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                int offset = i << 20;
                pieces.add(clients.submit(() -> isPieceRight(digest, large, offset)));
            }
            for (Future<Boolean> piece : pieces) {
                assertThat(piece.get()).isTrue();
            }
        }
        assertThat(upstream.requests("GET", "/blobs/"))
                .filteredOn(request -> request.header("Range") == null)
                .hasSizeLessThanOrEqualTo(1);
    }

    private boolean isPieceRight(Digest digest, BlobContent large, int offset) throws IOException {
        Wire wire = proxy.connect();
        wire.send("GET", "/v2/a/b/blobs/" + digest, "Range: bytes=" + offset + "-");
        wire.skipHead();
        byte[] piece = wire.readSome(1 << 20);
        wire.reset();
        return Arrays.equals(piece, large.toBytes(offset, 1 << 20));
    }
}
