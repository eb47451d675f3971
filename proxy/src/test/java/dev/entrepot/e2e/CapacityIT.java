package dev.entrepot.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.oci.Digest;
import dev.entrepot.testkit.real.Lab;
import dev.entrepot.testkit.real.RealEntrepot;
import dev.entrepot.testkit.registry.FakeRegistry;
import dev.entrepot.testkit.registry.content.BlobContent;
import dev.entrepot.testkit.registry.content.ImageFixture;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the cache takes on the disk, as {@code du} sees it. */
class CapacityIT {

    private static final long CAPACITY = 64L << 20;
    private static final long HIGH = CAPACITY * 95 / 100;
    private static final int CLIENTS = 16;
    private static final Pattern HELD = Pattern.compile("\"heldBytes\"\\s*:\\s*(\\d+)");

    @RegisterExtension
    static final Lab lab = new Lab("du");

    @RegisterExtension
    final FakeRegistry upstream = FakeRegistry.start();

    private RealEntrepot entrepot() {
        return lab.entrepot(EntrepotYaml.upTest(upstream.url(), "1h") + "capacity: 64MiB\nmin-free: 0B\n");
    }

    /** Some MiB each, so that one does not fill the room between the marks. */
    private List<ImageFixture> images(long megabytes) {
        List<ImageFixture> images = new ArrayList<>();
        for (long sum = 0; sum < megabytes << 20; sum += 4 << 20) {
            int number = images.size();
            ImageFixture image = ImageFixture.random(number, 3 << 20, (1 << 20) - 777, 40_000);
            upstream.addImage("storm/" + number, "latest", image);
            images.add(image);
        }
        return images;
    }

    @Test
    void aStormOfThreeTimesTheCapacityStaysBelowTheHighMark() throws Exception {
        List<ImageFixture> images = images(3 * 64);
        RealEntrepot entrepot = entrepot();
        List<Callable<Void>> pulls = new ArrayList<>();
        for (int i = 0; i < images.size(); i++) {
            int number = i;
            pulls.add(() -> pull(entrepot, number, images.get(number)));
        }

        long most = 0;
        try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
            List<Future<Void>> pulling = pulls.stream().map(clients::submit).toList();
            while (!pulling.stream().allMatch(Future::isDone)) {
                most = Math.max(most, duWhileItStandsStill(entrepot));
                Thread.sleep(10);
            }
            for (Future<Void> pull : pulling) {
                pull.get();
            }
        }
        most = Math.max(most, du(entrepot));

        assertThat(most).as("the most that du ever saw").isLessThanOrEqualTo(HIGH);
        assertThat(du(entrepot)).as("what stayed").isGreaterThan(CAPACITY / 2);
        assertThat(held(entrepot)).as("what it says it holds").isEqualTo(duOfBlobs(entrepot));
    }

    private static Void pull(RealEntrepot entrepot, int number, ImageFixture image) {
        assertThat(entrepot.get("/v2/storm/" + number + "/manifests/latest").statusCode())
                .isEqualTo(200);
        image.blobs().forEach(blob -> {
            byte[] body = entrepot.get("/v2/storm/" + number + "/blobs/" + blob.digest())
                    .body();
            assertThat(Digest.sha256(body)).isEqualTo(blob.digest());
        });
        return null;
    }

    @Test
    void afterAKillEverythingThatLiesThereIsCountedAgain() throws Exception {
        RealEntrepot entrepot = entrepot();
        List<ImageFixture> images = images(32);
        for (int i = 0; i < images.size(); i++) {
            pull(entrepot, i, images.get(i));
        }
        entrepot.kill9();
        entrepot.start();

        Awaitility.await().untilAsserted(() -> assertThat(held(entrepot)).isEqualTo(duOfBlobs(entrepot)));
    }

    @Test
    void aBlobThatDoesNotFitIsDeliveredAndNotKept() throws Exception {
        RealEntrepot entrepot = entrepot();
        Digest large = upstream.addBlob("a/b", BlobContent.random(1, CAPACITY));
        HttpResponse<byte[]> answer = entrepot.get("/v2/a/b/blobs/" + large);

        assertThat(Digest.sha256(answer.body())).isEqualTo(large);
        assertThat(answer.headers().firstValue("cache-status").orElse(""))
                .isEqualTo("entrepot; fwd=bypass; detail=passthrough");
        assertThat(du(entrepot)).isLessThan(1 << 20);
        assertThat(status(entrepot)).containsPattern("\"status\"\\s*:\\s*\"ready\"");
    }

    @Test
    void aPinnedImageOutlivesAStormAndARestart() throws Exception {
        RealEntrepot entrepot = entrepot();
        List<ImageFixture> images = images(3 * 64);
        pull(entrepot, 0, images.getFirst());
        assertThat(admin(entrepot, "POST", "/pin?image=up.test/storm/0:latest")).contains("up.test/storm/0:latest");
        entrepot.stop();
        entrepot.start();
        for (int i = 1; i < images.size(); i++) {
            pull(entrepot, i, images.get(i));
        }
        upstream.stopAll();

        pull(entrepot, 0, images.getFirst());
    }

    private static long held(RealEntrepot entrepot) throws Exception {
        Matcher held = HELD.matcher(status(entrepot));
        assertThat(held.find()).isTrue();
        return Long.parseLong(held.group(1));
    }

    private static String status(RealEntrepot entrepot) throws Exception {
        return admin(entrepot, "GET", "/status");
    }

    private static String admin(RealEntrepot entrepot, String method, String path) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            URI asked = URI.create("http://127.0.0.1:" + entrepot.adminPort() + path);
            HttpRequest request = HttpRequest.newBuilder(asked)
                    .method(method, HttpRequest.BodyPublishers.noBody())
                    .timeout(Duration.ofSeconds(10))
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
        }
    }

    /** Or du would count what goes while it looks together with what comes instead. */
    private static long duWhileItStandsStill(RealEntrepot entrepot) throws IOException, InterruptedException {
        entrepot.signal("-STOP");
        try {
            return du(entrepot);
        } finally {
            entrepot.signal("-CONT");
        }
    }

    private static long du(RealEntrepot entrepot) throws IOException, InterruptedException {
        return duOfBlobs(entrepot) + du(entrepot.data().resolve("ingest").toString());
    }

    private static long duOfBlobs(RealEntrepot entrepot) throws IOException, InterruptedException {
        return du(entrepot.data().resolve("blobs/sha256").toString());
    }

    /** Without the folder itself. Files that go while it looks are no trouble. */
    private static long du(String folder) throws IOException, InterruptedException {
        Process du = new ProcessBuilder("du", "--block-size=1", "--all", "--max-depth=1", "--separate-dirs", folder)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String lines = new String(du.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        du.waitFor();
        return lines.lines()
                .map(line -> line.split("\t"))
                .filter(parts -> !parts[1].equals(folder))
                .mapToLong(parts -> Long.parseLong(parts[0]))
                .sum();
    }
}
