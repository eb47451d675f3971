package dev.entrepot.proxy.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.oci.Digest;
import dev.entrepot.testkit.registry.FakeRegistry;
import dev.entrepot.testkit.registry.content.BlobContent;
import dev.entrepot.testkit.registry.content.ImageFixture;
import dev.entrepot.testkit.registry.wire.Gate;
import java.io.IOException;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a pull leaves in the metrics. */
class MetricsTest {

    private static final int SIZE = 1 << 20;

    @RegisterExtension
    final FakeRegistry upstream = FakeRegistry.start();

    @RegisterExtension
    final RunningProxy proxy = new RunningProxy(upstream);

    /** An answer is counted when its last byte has left, which is after the client has it. */
    private void awaitSample(String sample, double value) {
        Awaitility.await()
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(() ->
                        assertThat(Scrape.of(proxy).value(sample)).as(sample).isEqualTo(value));
    }

    @Test
    void everyNameIsPinned() throws IOException {
        upstream.requireTokens();
        ImageFixture image = ImageFixture.random(1, 100);
        Digest blob = upstream.addBlob("a/b", BlobContent.random(2, SIZE));
        upstream.addImage("a/b", "latest", image);
        proxy.get("/v2/a/b/manifests/latest");
        proxy.get("/v2/a/b/blobs/" + blob, "Range: bytes=0-9");
        proxy.get("/v2/a/b/blobs/" + blob);
        awaitSample("entrepot_fills_ended_total{outcome=\"stored\",upstream=\"up.test\"}", 1);

        assertThat(Scrape.of(proxy).names("entrepot_"))
                .containsExactlyInAnyOrder(
                        "entrepot_blobs[]",
                        "entrepot_blobs_arriving_bytes[]",
                        "entrepot_blobs_capacity_bytes[]",
                        "entrepot_blobs_held_bytes[]",
                        "entrepot_blobs_held_without_dedup_bytes[]",
                        "entrepot_build_info[java, version]",
                        "entrepot_connections[]",
                        "entrepot_connections_refused_total[]",
                        "entrepot_data_free_bytes[]",
                        "entrepot_data_size_bytes[]",
                        "entrepot_degraded[dependency, name]",
                        "entrepot_diagnosed[dependency, kind, path]",
                        "entrepot_disk_read_failures_total[]",
                        "entrepot_evicted_age_seconds[]",
                        "entrepot_evicted_bytes_total[]",
                        "entrepot_evictions_exhausted_total[]",
                        "entrepot_evictions_total[]",
                        "entrepot_fill_duration_seconds[outcome]",
                        "entrepot_fill_readers[]",
                        "entrepot_fills_active[]",
                        "entrepot_fills_ended_total[outcome, upstream]",
                        "entrepot_fills_started_total[upstream]",
                        "entrepot_first_byte_seconds[cache, route]",
                        "entrepot_operation_duration_seconds[dependency, outcome, path]",
                        "entrepot_quarantined_total[]",
                        "entrepot_ready[]",
                        "entrepot_request_duration_seconds[cache, route]",
                        "entrepot_requests_active[]",
                        "entrepot_requests_total[cache, method, route, status, upstream]",
                        "entrepot_saved_bytes[]",
                        "entrepot_sent_bytes_total[source, upstream]",
                        "entrepot_tls_certificate_expires_seconds[]",
                        "entrepot_upstream_attempts_active[upstream]",
                        "entrepot_upstream_attempts_total[operation, outcome, status, upstream]",
                        "entrepot_upstream_breakers_open[upstream]",
                        "entrepot_upstream_latency_seconds[operation, upstream]",
                        "entrepot_upstream_received_bytes_total[content, upstream]",
                        "entrepot_upstream_tokens_total[outcome, upstream]",
                        "entrepot_windows_opened_total[upstream]");
    }

    @Test
    void theProcessIsMeasuredToo() throws IOException {
        Scrape scrape = Scrape.of(proxy);

        assertThat(scrape.names("netty_"))
                .contains(
                        "netty_allocator_memory_used[allocator_type, id, memory_type]",
                        "netty_eventexecutor_tasks_pending[name]");
        assertThat(scrape.value("process_files_open_files")).isPositive();
        assertThat(scrape.names("jvm_memory_used")).isNotEmpty();
    }

    @Test
    void aColdBlobIsAMissThatArrivesAndThenAHitFromTheDisk() throws IOException {
        Digest blob = upstream.addBlob("a/b", BlobContent.random(2, SIZE));
        proxy.get("/v2/a/b/blobs/" + blob);
        proxy.awaitHeld(1);
        proxy.get("/v2/a/b/blobs/" + blob);

        awaitSample("entrepot_sent_bytes_total{source=\"disk\",upstream=\"up.test\"}", SIZE);
        Scrape scrape = Scrape.of(proxy);
        assertThat(scrape.value("entrepot_sent_bytes_total{source=\"arriving\",upstream=\"up.test\"}"))
                .isEqualTo(SIZE);
        assertThat(scrape.value("entrepot_upstream_received_bytes_total{content=\"blob\",upstream=\"up.test\"}"))
                .isEqualTo(SIZE);
        assertThat(scrape.value("entrepot_saved_bytes")).isEqualTo(SIZE);
        for (String cache : new String[] {"miss", "hit"}) {
            assertThat(scrape.value("entrepot_requests_total{cache=\"" + cache
                            + "\",method=\"get\",route=\"blob\",status=\"200\",upstream=\"up.test\"}"))
                    .as(cache)
                    .isOne();
            assertThat(scrape.value("entrepot_first_byte_seconds_count{cache=\"" + cache + "\",route=\"blob\"}"))
                    .as(cache)
                    .isOne();
        }
    }

    @Test
    void readersOfOneFillAreCountedTogether() throws Exception {
        Digest blob = upstream.addBlob("a/b", BlobContent.random(2, SIZE));
        Gate gate = new Gate();
        upstream.faults().onBlob(blob).holdAt(1000, gate);
        Wire[] wires = new Wire[5];
        for (int i = 0; i < wires.length; i++) {
            wires[i] = proxy.connect();
            wires[i].send("GET", "/v2/a/b/blobs/" + blob);
            wires[i].awaitAnswer();
        }
        assertThat(Scrape.of(proxy).value("entrepot_fills_active")).isOne();
        assertThat(Scrape.of(proxy).value("entrepot_requests_active")).isEqualTo(5);
        gate.open();
        for (Wire wire : wires) {
            assertThat(wire.receive("GET").isWhole()).isTrue();
            wire.close();
        }

        awaitSample("entrepot_fill_readers_sum", 5);
        assertThat(Scrape.of(proxy).value("entrepot_fill_readers_count")).isOne();
        awaitSample("entrepot_fills_active", 0);
    }

    @Test
    void anUpstreamThatFailsIsCountedByKindAndStatus() throws IOException {
        ImageFixture image = ImageFixture.random(1, 100);
        upstream.addImage("a/b", "latest", image);
        upstream.faults().onManifests().status(500);

        proxy.get("/v2/a/b/manifests/" + image.digest());

        assertThat(Scrape.of(proxy)
                        .value("entrepot_upstream_attempts_total{operation=\"manifest_get\",outcome=\"status\","
                                + "status=\"500\",upstream=\"up.test\"}"))
                .isPositive();
        assertThat(Scrape.of(proxy).value("entrepot_degraded{dependency=\"upstream\",name=\"up.test\"}"))
                .isOne();
    }

    @Test
    void whatNamesNoUpstreamHasNone() throws IOException {
        proxy.get("/v2/evil.example:5000/app/manifests/1");
        proxy.get("/favicon.ico");

        awaitSample(
                "entrepot_requests_total{cache=\"-\",method=\"get\",route=\"other\",status=\"404\",upstream=\"-\"}", 2);
    }

    @Test
    void aClientThatLeavesIsCountedWithWhatItWasSent() throws Exception {
        Digest blob = upstream.addBlob("a/b", BlobContent.random(2, 64 << 20));
        proxy.get("/v2/a/b/blobs/" + blob);
        proxy.awaitHeld(1);
        try (Wire wire = proxy.connect()) {
            wire.send("GET", "/v2/a/b/blobs/" + blob);
            wire.readSome(1000);
            wire.reset();
        }

        awaitSample("entrepot_requests_active", 0);
        assertThat(Scrape.of(proxy).value("entrepot_sent_bytes_total{source=\"disk\",upstream=\"up.test\"}"))
                .isBetween(1000.0, 63.0 * (1 << 20));
    }
}
