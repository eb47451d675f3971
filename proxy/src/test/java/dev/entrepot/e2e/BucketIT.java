package dev.entrepot.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.entrepot.core.oci.Digest;
import dev.entrepot.testkit.bucket.S3Server;
import dev.entrepot.testkit.real.Lab;
import dev.entrepot.testkit.real.RealEntrepot;
import dev.entrepot.testkit.registry.FakeRegistry;
import dev.entrepot.testkit.registry.content.ImageFixture;
import dev.entrepot.testkit.registry.content.Part;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The real process with a bucket: killed while it sends, and started anew without its disk. */
class BucketIT {

    private static final int KILLS = 3;
    private static final int CONCURRENCY = 2;
    private static final List<ImageFixture> IMAGES = IntStream.range(0, 6)
            .mapToObj(seed -> ImageFixture.random(seed, 2 << 20, 300_000))
            .toList();

    @RegisterExtension
    static final Lab lab = new Lab();

    @RegisterExtension
    final FakeRegistry upstream = FakeRegistry.start();

    private final S3Server store = S3Server.start();

    @AfterEach
    void close() {
        store.close();
    }

    private String yaml(String more) {
        return EntrepotYaml.upTest(upstream.url(), "1h")
                + """
                bucket:
                  name: %s
                  endpoint: %s
                  access-key-id: %s
                  secret-access-key: %s
                %s""".formatted(S3Server.BUCKET, store.uri(), S3Server.ACCESS_KEY, S3Server.SECRET_KEY, more.indent(2));
    }

    @Test
    void killedWhileItSendsItLosesNoBlobAndLeavesNoLitter() throws Exception {
        addImages();
        RealEntrepot entrepot = lab.entrepot(yaml("bytes-per-second: 2MiB\nconcurrency: " + CONCURRENCY));
        pullAll(entrepot);
        for (int kill = 1; kill <= KILLS; kill++) {
            int before = store.requests("PUT").size();
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> store.requests("PUT").size() > before + 1);
            entrepot.kill9();
            entrepot.start();
        }

        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(store.keys()).containsAll(blobs().keySet()));

        blobs().forEach((key, digest) ->
                assertThat(store.object(key).map(Digest::sha256)).contains(digest));
        assertThat(store.unfinishedUploads()).isZero();
        // What was under way at a kill is sent again, and nothing else.
        long again = store.requests("PUT").stream()
                        .filter(request -> request.startsWith("PUT blobs/"))
                        .count()
                - blobs().size();
        assertThat(again).isBetween(0L, (long) KILLS * CONCURRENCY);
        await().untilAsserted(() -> assertThat(entrepot.admin("/status")).containsPattern("\"waitingBytes\" ?: ?0,"));
    }

    /** The second part of two is never answered: the first is there and noted by then. */
    @Test
    void killedDuringAPartItSendsOnlyThatPartAgainAndLeavesNoLitter() throws Exception {
        ImageFixture large = ImageFixture.random(77, 65 << 20);
        upstream.addImage("large", "1", large);
        Part layer = large.layer(0);
        String key = "blobs/sha256/" + layer.digest().hex();
        store.hang(request -> isPart(request, 2), 1);
        RealEntrepot entrepot = lab.entrepot(yaml("parts-above: 5MiB"));
        assertServed(entrepot, "/v2/large/manifests/1", large.manifest());
        assertServed(entrepot, "/v2/large/blobs/" + layer.digest(), layer);
        await().atMost(Duration.ofSeconds(60)).until(() -> parts(2) == 1);
        assertThat(store.unfinishedUploads()).isEqualTo(1);

        entrepot.kill9();
        entrepot.start();

        await().atMost(Duration.ofSeconds(60)).until(() -> store.keys().contains(key));
        assertThat(store.object(key).map(Digest::sha256)).contains(layer.digest());
        assertThat(store.unfinishedUploads()).isZero();
        assertThat(parts(1)).isEqualTo(1);
        assertThat(parts(2)).isEqualTo(2);
        assertThat(store.requests("PUT")).doesNotContain("PUT " + key);
    }

    private static boolean isPart(String request, int number) {
        return request.startsWith("PUT ") && request.contains("partNumber=" + number);
    }

    private long parts(int number) {
        return store.requests().stream()
                .filter(request -> isPart(request, number))
                .count();
    }

    @Test
    void withAnEmptyDiskAndNoUpstreamItServesEveryImageFromTheBucket() throws Exception {
        addImages();
        RealEntrepot entrepot = lab.entrepot(yaml(""));
        pullAll(entrepot);
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(store.keys()).hasSize(blobs().size() + IMAGES.size() * 2));
        entrepot.stop();
        delete(entrepot.data());
        upstream.stopListening();
        store.forgetRequests();

        entrepot.start();
        pullAll(entrepot);

        assertThat(store.requests()).allMatch(request -> request.startsWith("GET "));
        assertThat(store.requests()).hasSize(blobs().size() + IMAGES.size() * 2).doesNotHaveDuplicates();
        assertThat(entrepot.admin("/readyz")).contains("upstream");
    }

    private void addImages() {
        for (int i = 0; i < IMAGES.size(); i++) {
            upstream.addImage("app" + i, "1", IMAGES.get(i));
        }
    }

    private static void pullAll(RealEntrepot entrepot) {
        for (int i = 0; i < IMAGES.size(); i++) {
            assertServed(entrepot, "/v2/app" + i + "/manifests/1", IMAGES.get(i).manifest());
            for (Part blob : IMAGES.get(i).blobs()) {
                assertServed(entrepot, "/v2/app" + i + "/blobs/" + blob.digest(), blob);
            }
        }
    }

    private static void assertServed(RealEntrepot entrepot, String target, Part part) {
        HttpResponse<byte[]> answer = entrepot.get(target);
        assertThat(answer.statusCode()).as(target).isEqualTo(200);
        assertThat(Digest.sha256(answer.body())).as(target).isEqualTo(part.digest());
    }

    /** Manifests are blobs too. */
    private static Map<String, Digest> blobs() {
        Map<String, Digest> blobs = new TreeMap<>();
        for (ImageFixture image : IMAGES) {
            List<Part> parts = new ArrayList<>(image.blobs());
            parts.add(image.manifest());
            parts.forEach(part -> blobs.put("blobs/sha256/" + part.digest().hex(), part.digest()));
        }
        return blobs;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
