package dev.entrepot.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.entrepot.core.oci.Digest;
import dev.entrepot.testkit.real.Lab;
import dev.entrepot.testkit.real.RawConnection;
import dev.entrepot.testkit.real.RealEntrepot;
import dev.entrepot.testkit.real.RealS3;
import dev.entrepot.testkit.real.ThrottledTcp;
import dev.entrepot.testkit.registry.FakeRegistry;
import dev.entrepot.testkit.registry.content.BlobContent;
import dev.entrepot.testkit.registry.content.ImageFixture;
import dev.entrepot.testkit.registry.content.Part;
import dev.entrepot.testkit.registry.wire.Recorded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The real process while its bucket, a process of its own, is stopped or held by SIGSTOP in the middle of something. */
class BucketTroubleIT {

    private static final int LAYER = 8 << 20;
    private static final int SMALL = 1 << 20;
    private static final Duration SOON = Duration.ofSeconds(60);

    @RegisterExtension
    static final Lab lab = new Lab();

    @RegisterExtension
    final FakeRegistry upstream = FakeRegistry.start();

    private RealS3 bucket;
    private ThrottledTcp line;

    @BeforeEach
    void start() {
        bucket = lab.s3();
        line = lab.lineTo(bucket.port());
    }

    private String yaml(String more) {
        return EntrepotYaml.upTest(upstream.url(), "1h") + RealS3.yaml(line.port(), more);
    }

    @Test
    void aBucketThatHangsInTheMiddleOfABodyCostsItsTimeLimitAndTheRestComesFromTheUpstream() throws IOException {
        ImageFixture image = ImageFixture.random(1, LAYER);
        upstream.addImage("app", "1", image);
        Digest layer = image.layer(0).digest();
        RealEntrepot entrepot = lab.entrepot(yaml("timeout: 2s"));
        pull(entrepot, "app", image);
        awaitStored(image);
        forget(entrepot, layer);
        line.bytesPerSecond(LAYER / 4);
        long down = line.bytesDown();

        try (RawConnection client = RawConnection.to(entrepot.port())) {
            client.ask("GET", "/v2/app/blobs/" + layer);
            await().until(() -> line.bytesDown() > down + SMALL);
            bucket.hang();
            line.pause();

            RawConnection.RawAnswer answer = client.answer();

            assertThat(answer.status()).isEqualTo(200);
            assertThat(Digest.sha256(answer.body())).isEqualTo(layer);
        }
        assertThat(blobGets(layer))
                .hasSize(2)
                .last()
                .satisfies(again -> assertThat(again.header("Range")).matches("bytes=[1-9][0-9]*-"));
    }

    @Test
    void whileTheBucketHangsUploadsWaitAndAreSentOnceAfterwards() {
        List<ImageFixture> images = new ArrayList<>();
        RealEntrepot entrepot = lab.entrepot(yaml(""));
        bucket.hang();
        for (int i = 0; i < 3; i++) {
            ImageFixture image = ImageFixture.random(i, SMALL, SMALL / 2);
            upstream.addImage("app" + i, "1", image);
            images.add(image);
            pull(entrepot, "app" + i, image);
        }
        assertThat(number(entrepot, "waiting")).isPositive();
        assertThat(bucket.blobs()).isEmpty();

        bucket.wake();

        images.forEach(this::awaitStored);
        await().atMost(SOON).until(() -> number(entrepot, "waiting") == 0);
        // The layers, the configuration and the manifest of each; its record and that of its tag.
        assertThat(number(entrepot, "put")).isEqualTo(images.size() * 6L);
        assertThat(entrepot.admin("/readyz")).contains("\"ready\"");
    }

    @Test
    void whatIsOwedStaysUpToTheQueuesLimitAndWhatIsDroppedIsSaidAndSentLater() throws IOException {
        RealEntrepot entrepot = lab.entrepot(yaml("queue: 8MiB") + "capacity: 32MiB\nmin-free: 0B\n");
        line.stopListening();
        List<Digest> pulled = new ArrayList<>();
        for (int i = 0; i < 48; i++) {
            if (i == 42) {
                // The queue is cut down now and then; until it is, nothing may go and the next ones find no room.
                await().atMost(SOON).until(() -> number(entrepot, "waitingBytes") <= 8 << 20);
            }
            pulled.add(upstream.addBlob("a/b", BlobContent.random(i, SMALL)));
            assertServed(entrepot, "/v2/a/b/blobs/" + pulled.getLast(), pulled.getLast());
        }

        await().atMost(SOON).until(() -> number(entrepot, "waitingBytes") <= 8 << 20);
        // A blob gets its name a moment after its last byte was sent.
        await().atMost(SOON)
                .untilAsserted(() ->
                        assertThat(held(entrepot)).as("the last that came").containsAll(pulled.subList(42, 48)));
        assertThat(Files.readString(lab.logs().resolve("entrepot.err")))
                .contains(
                        pulled.get(10)
                                + " is not sent to the bucket: more than 8388608 bytes wait or were given up; see bucket.queue");
        assertThat(entrepot.admin("/metrics")).containsPattern("entrepot_uploads_dropped_total [1-9]");

        line.startListening();

        await().atMost(SOON).untilAsserted(() -> assertThat(bucket.blobs()).containsAll(held(entrepot)));
        pulled.forEach(blob -> assertThat(blobGets(blob)).hasSize(1));
    }

    private static void pull(RealEntrepot entrepot, String repository, ImageFixture image) {
        assertServed(
                entrepot, "/v2/" + repository + "/manifests/1", image.manifest().digest());
        for (Part part : image.blobs()) {
            assertServed(entrepot, "/v2/" + repository + "/blobs/" + part.digest(), part.digest());
        }
    }

    private static void assertServed(RealEntrepot entrepot, String target, Digest digest) {
        assertThat(Digest.sha256(entrepot.get(target).body())).as(target).isEqualTo(digest);
    }

    private void awaitStored(ImageFixture image) {
        List<Digest> wanted =
                new ArrayList<>(image.blobs().stream().map(Part::digest).toList());
        wanted.add(image.digest());
        await().atMost(SOON).untilAsserted(() -> assertThat(bucket.blobs()).containsAll(wanted));
    }

    /** So that it has to be read from the bucket; the permission stays. */
    private static void forget(RealEntrepot entrepot, Digest blob) throws IOException {
        await().until(() -> number(entrepot, "waiting") == 0);
        entrepot.stop();
        Files.delete(entrepot.data().resolve("blobs/sha256").resolve(blob.hex()));
        entrepot.start();
    }

    private static List<Digest> held(RealEntrepot entrepot) throws IOException {
        try (Stream<Path> files = Files.list(entrepot.data().resolve("blobs/sha256"))) {
            return files.map(file -> Digest.parse("sha256:" + file.getFileName()))
                    .toList();
        }
    }

    private List<Recorded> blobGets(Digest blob) {
        return upstream.requests("GET", "/blobs/" + blob);
    }

    /** Of the status, by the last part of its name. */
    private static long number(RealEntrepot entrepot, String key) {
        Matcher matcher = Pattern.compile("\"" + key + "\" ?: ?([0-9]+)").matcher(entrepot.admin("/status"));
        assertThat(matcher.find()).isTrue();
        return Long.parseLong(matcher.group(1));
    }
}
