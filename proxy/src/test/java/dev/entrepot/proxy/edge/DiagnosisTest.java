package dev.entrepot.proxy.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.oci.Digest;
import dev.entrepot.proxy.admin.StatusReport.Diagnosed;
import dev.entrepot.testkit.bucket.S3Server;
import dev.entrepot.testkit.registry.FakeRegistry;
import dev.entrepot.testkit.registry.content.BlobContent;
import dev.entrepot.testkit.registry.wire.Gate;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code /status} tells trouble that passes from trouble that stays, by what clients' requests came to. */
class DiagnosisTest {

    private static final String TYPE = "application/vnd.oci.image.manifest.v1+json";

    @RegisterExtension
    final FakeRegistry upstream = FakeRegistry.start();

    @RegisterExtension
    final ConfiguredProxy proxy = new ConfiguredProxy();

    private final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void clientsLeave() {
        clients.shutdownNow();
    }

    private String yaml() {
        return "default-upstream: up.test\nupstreams:\n  up.test: {url: '" + upstream.url() + "'}\n";
    }

    @Test
    void aBurstOf429sThatRetriesGetThroughIsTransient() throws Exception {
        proxy.start(yaml());
        Gate together = new Gate();
        upstream.faults()
                .onManifests()
                .times(6)
                .status(429)
                .header("Retry-After", "1")
                .holdBeforeHeaders(together);
        List<Future<Integer>> pulls = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            upstream.addManifest("a/b", "tag-" + i, TYPE, new byte[] {'{', ' ', '}'});
            pulls.add(get("/v2/a/b/manifests/tag-" + i));
        }
        together.awaitArrived(6);
        together.open();
        for (Future<Integer> pull : pulls) {
            assertThat(pull.get()).isEqualTo(200);
        }

        Diagnosed manifests = diagnosed("manifest");

        assertThat(manifests.verdict()).isEqualTo("transient");
        assertThat(manifests.cause()).isEqualTo("recovers");
        assertThat(manifests.why())
                .matches("6 of 6 that met 429 went well when asked again, the median after 1\\.\\d s");
        assertThat(manifests.name()).isEqualTo("up.test");
        assertThat(manifests.host()).isEqualTo(URI.create(upstream.url()).getAuthority());
    }

    @Test
    void anUpstreamThatServesOneAfterTheOtherIsStructural() throws Exception {
        proxy.start(yaml());
        // A fault asks its condition under its own lock, so whoever comes waits for all before it.
        upstream.faults()
                .onBlobs()
                .and(request -> isServed(Duration.ofMillis(40)))
                .status(500);
        for (int round = 0; round < 6; round++) {
            assertThat(get("/v2/a/b/blobs/" + blob(1000 + round)).get()).isEqualTo(200);
            List<Future<Integer>> pulls = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                pulls.add(get("/v2/a/b/blobs/" + blob(round * 20 + i)));
            }
            for (Future<Integer> pull : pulls) {
                assertThat(pull.get()).isEqualTo(200);
            }
        }

        Diagnosed blobs = diagnosed("blob");

        assertThat(blobs.verdict()).isEqualTo("structural");
        assertThat(blobs.cause()).isEqualTo("grows_with_load");
        assertThat(blobs.why()).matches("median \\d+ ms alone, \\d+ ms with \\d+ at it: each waits for all before it");
    }

    @Test
    void aBucketThatFailsForOneDigestOnlyIsStructuralAndTheDigestIsNamed() throws Exception {
        List<Digest> blobs = IntStream.range(0, 12).mapToObj(this::blob).toList();
        Digest bad = blobs.getFirst();
        try (S3Server store = S3Server.start()) {
            store.refuse(
                    request -> request.equals("PUT blobs/sha256/" + bad.hex()),
                    500,
                    "InternalError",
                    Integer.MAX_VALUE);
            proxy.start(yaml() + bucket(store));
            for (Digest blob : blobs) {
                assertThat(get("/v2/a/b/blobs/" + blob).get()).isEqualTo(200);
            }

            Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                Diagnosed puts = diagnosed("bucket_put");
                assertThat(puts.verdict()).isEqualTo("structural");
                assertThat(puts.cause()).isEqualTo("one_subject");
                assertThat(puts.why())
                        .matches("all \\d+ failures are of " + bad + ": 500.*, for .* s, while others went"
                                + " well \\d+ times");
                assertThat(puts.dependency()).isEqualTo("bucket");
            });
            proxy.stop();
        }
    }

    private static String bucket(S3Server store) {
        return "bucket: {name: %s, endpoint: '%s', access-key-id: %s, secret-access-key: %s}\n"
                .formatted(S3Server.BUCKET, store.uri(), S3Server.ACCESS_KEY, S3Server.SECRET_KEY);
    }

    @Test
    void whatIsWellIsSaidToBeWellOnEveryPathThatWasUsed() throws Exception {
        proxy.start(yaml());
        for (int i = 0; i < 8; i++) {
            assertThat(get("/v2/a/b/blobs/" + blob(i)).get()).isEqualTo(200);
        }

        assertThat(proxy.status().diagnoses())
                .allSatisfy(diagnosed -> assertThat(diagnosed.verdict()).isEqualTo("well"))
                .extracting(Diagnosed::path)
                .contains(
                        "blob", "body", "write", "force", "name", "record", "index_read", "index_write", "fill_queue");
    }

    @Test
    void howLongALimitSetHereIsWaitedForIsWatched() throws Exception {
        proxy.start(yaml().replace("'}", "', requests-per-second: 1000}"));

        assertThat(get("/v2/a/b/blobs/" + blob(1)).get()).isEqualTo(200);

        assertThat(diagnosed("turn").verdict()).isEqualTo("well");
        assertThat(diagnosed("turn").name()).isEqualTo("up.test");
    }

    @Test
    void aHitIsWatchedByNobody() throws Exception {
        proxy.start(yaml());
        Digest blob = blob(1);
        assertThat(get("/v2/a/b/blobs/" + blob).get()).isEqualTo(200);
        Awaitility.await()
                .untilAsserted(() -> assertThat(proxy.status().blobs().blobs()).isOne());
        assertThat(get("/v2/a/b/blobs/" + blob).get()).isEqualTo(200);
        long before = asked();

        for (int i = 0; i < 50; i++) {
            assertThat(get("/v2/a/b/blobs/" + blob).get()).isEqualTo(200);
        }

        assertThat(asked()).isEqualTo(before);
    }

    private long asked() throws IOException {
        return proxy.status().diagnoses().stream().mapToLong(Diagnosed::asked).sum();
    }

    /** @return false: the answer stays what it is */
    private static boolean isServed(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    private Digest blob(int seed) {
        return upstream.addBlob("a/b", BlobContent.random(seed, 1000));
    }

    private Future<Integer> get(String target) {
        return clients.submit(() -> proxy.get(target).status());
    }

    private Diagnosed diagnosed(String path) throws IOException {
        return proxy.status().diagnoses().stream()
                .filter(diagnosed -> diagnosed.path().equals(path))
                .findFirst()
                .orElseThrow(() -> new AssertionError("nothing is said about " + path));
    }
}
