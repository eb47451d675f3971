package dev.entrepot.proxy.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.oci.Digest;
import dev.entrepot.index.rocksdb.RocksDatabase;
import dev.entrepot.testkit.registry.FakeRegistry;
import dev.entrepot.testkit.registry.content.BlobContent;
import dev.entrepot.testkit.registry.content.MediaTypes;
import dev.entrepot.testkit.registry.wire.Gate;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The index is somebody else's for as long as a test says; what upstreams are asked for meanwhile has its limits. */
class ThrottledPassthroughTest {

    @RegisterExtension
    final FakeRegistry upstream = FakeRegistry.start();

    @RegisterExtension
    final FakeRegistry other = FakeRegistry.start();

    @RegisterExtension
    final ConfiguredProxy proxy = new ConfiguredProxy();

    private String yaml(String limits) {
        return """
                default-upstream: up.test
                upstreams:
                  up.test: {url: '%s'}
                  other.test: {url: '%s'}
                degraded: {%s}
                """.formatted(upstream.url(), other.url(), limits);
    }

    private RocksDatabase taken() throws IOException {
        return RocksDatabase.open(proxy.folder().resolve("data/index"), RocksDatabase.MIN_CACHE);
    }

    private List<Digest> blobs(FakeRegistry registry, int count) {
        List<Digest> blobs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            blobs.add(registry.addBlob("a/b", BlobContent.random(i, 100_000)));
        }
        return blobs;
    }

    private List<Future<Wire.Response>> all(ExecutorService clients, List<Digest> blobs) {
        return blobs.stream()
                .map(blob -> clients.submit(() -> proxy.get("/v2/a/b/blobs/" + blob)))
                .toList();
    }

    private static Wire.Response answer(Future<Wire.Response> coming) throws Exception {
        return coming.get(60, TimeUnit.SECONDS);
    }

    private int mostTransfersFor(List<Digest> blobs) throws Exception {
        upstream.faults().onBlobs().bytesPerSecond(500_000);
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Wire.Response> coming : all(clients, blobs)) {
                assertThat(answer(coming).isWhole()).isTrue();
            }
        }
        return upstream.mostAtOnce();
    }

    @Test
    void withTheIndexDownNoMoreThanTheTransfersAllowedRunAtOnceAndAllAreServed() throws Exception {
        try (RocksDatabase index = taken()) {
            assertThat(index.isNew()).isTrue();
            proxy.start(yaml("requests-per-second: 1000, concurrent-transfers: 2"));

            assertThat(mostTransfersFor(blobs(upstream, 8))).isEqualTo(2);
        }
    }

    @Test
    void withTheIndexTheyRunAllAtOnce() throws Exception {
        proxy.start(yaml("requests-per-second: 1000, concurrent-transfers: 2"));

        assertThat(mostTransfersFor(blobs(upstream, 8))).isGreaterThan(2);
    }

    @Test
    void withTheIndexDownARequestIsMadeNoSoonerThanAllowed() throws Exception {
        try (RocksDatabase index = taken()) {
            assertThat(index.isNew()).isTrue();
            proxy.start(yaml("requests-per-second: 4, concurrent-transfers: 100"));
            long start = System.nanoTime();

            for (int i = 0; i < 8; i++) {
                assertThat(proxy.get("/v2/a/b/manifests/new" + i).status()).isEqualTo(404);
            }

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(1400));
        }
    }

    /** More wait at the one than there are threads for fills. */
    @Test
    void aCrowdAtOneUpstreamIsRefusedInTimeAndKeepsNobodyFromAnother() throws Exception {
        Gate bodies = new Gate();
        upstream.faults().onBlobs().holdAt(1, bodies);
        Digest elsewhere = other.addBlob("a/b", BlobContent.random(99, 100_000));
        try (RocksDatabase index = taken();
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            assertThat(index.isNew()).isTrue();
            proxy.start(yaml("requests-per-second: 1000, concurrent-transfers: 1"));
            List<Future<Wire.Response>> crowd = all(clients, blobs(upstream, 60));
            bodies.awaitArrived();
            long start = System.nanoTime();

            assertThat(proxy.get("/v2/other.test/a/b/blobs/" + elsewhere).isWhole())
                    .isTrue();

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
            assertRefused(crowd, 59);
            bodies.open();
        }
        assertThat(upstream.count("GET", "/blobs/")).isEqualTo(1);
    }

    /** All but the one that is being carried. */
    private static void assertRefused(List<Future<Wire.Response>> crowd, int expected) throws Exception {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> crowd.stream().filter(Future::isDone).count() == expected);
        for (Future<Wire.Response> coming : crowd) {
            if (coming.isDone()) {
                assertThat(answer(coming).status()).isEqualTo(503);
                assertThat(answer(coming).header("Retry-After")).isEqualTo("10");
            }
        }
    }

    @Test
    void aTagOfWhichThereIsACopyIsStaleRatherThanRefused() throws Exception {
        upstream.addManifest("a/b", "1", MediaTypes.OCI.manifest(), "{}".getBytes(StandardCharsets.UTF_8));
        String limits = "requests-per-second: 1, concurrent-transfers: 1";
        String always =
                yaml(limits).replace("{url: '" + upstream.url() + "'}", "{url: '" + upstream.url() + "', tag-ttl: 0s}");
        proxy.start(always);
        assertThat(proxy.get("/v2/a/b/manifests/1").status()).isEqualTo(200);
        proxy.stop();
        try (RocksDatabase index = taken();
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            assertThat(index.isNew()).isFalse();
            proxy.start(always);
            List<Future<Wire.Response>> crowd = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                String missing = "/v2/a/b/manifests/missing" + i;
                crowd.add(clients.submit(() -> proxy.get(missing)));
            }
            upstream.awaitRequests(1, "GET", "missing");

            assertThat(proxy.get("/v2/a/b/manifests/1").header("Cache-Status")).contains("stale");
            for (Future<Wire.Response> coming : crowd) {
                assertThat(answer(coming).status()).isIn(404, 503);
            }
        }
    }
}
