package dev.entrepot.core.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.bucket.Sent;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.upload.UploadEntry.Waiting;
import dev.entrepot.testkit.blob.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A blob that is too large for one request. */
class PartsTest {

    private static final byte[] HUGE = Bytes.some(1100);

    private final Path folder;
    private final UploadWorld world;
    private final Digest digest;

    PartsTest(@TempDir Path folder) {
        this.folder = folder;
        this.world = new UploadWorld(folder);
        this.digest = world.held(HUGE);
    }

    /** Thrown where the process would die. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    @Test
    void itGoesInPartsAndOnce() {
        world.sendAll();

        assertThat(world.bucket.requests())
                .containsExactly(
                        "HEAD " + digest,
                        "MULTIPART begin " + digest,
                        "MULTIPART part 1 of " + digest,
                        "MULTIPART part 2 of " + digest,
                        "MULTIPART part 3 of " + digest,
                        "MULTIPART complete " + digest);
        assertThat(world.bucket.object(digest)).contains(HUGE);
        assertThat(world.bucket.unfinishedUploads()).isZero();
        assertThat(world.heard).containsExactly("STORED 1100");
    }

    @Test
    void partsThatHaveArrivedAreNotSentAgain() {
        world.failAt(4);
        world.sendAll();
        world.time.advance(Duration.ofSeconds(1));
        world.restart();
        world.bucket.forgetRequests();
        world.sendAll();

        assertThat(world.bucket.requests())
                .containsExactly("MULTIPART part 3 of " + digest, "MULTIPART complete " + digest);
        assertThat(world.bucket.object(digest)).contains(HUGE);
    }

    @Test
    void whatHasBegunInPartsEndsInPartsAlsoWhereMoreMayGoInOne() {
        world.failAt(4);
        world.sendAll();
        world.time.advance(Duration.ofSeconds(1));
        world.restart(UploadWorld.LIMITS.partsAbove(10_000));
        world.sendAll();

        assertThat(world.bucket.object(digest)).contains(HUGE);
        assertThat(world.bucket.unfinishedUploads()).isZero();
    }

    @Test
    void aKillAtAnyRequestLeavesNoLitterAndOneBlob() throws IOException {
        for (int request = 1; request <= 6; request++) {
            new PartsTest(Files.createDirectory(folder.resolve("killed-" + request))).killedAt(request);
        }
    }

    private void killedAt(int request) {
        int[] left = {request};
        world.bucket.beforeAnswer(() -> {
            if (--left[0] == 0) {
                throw new Killed();
            }
        });
        try {
            world.sendAll();
        } catch (Killed e) {
            world.bucket.beforeAnswer(() -> {});
        }
        world.restart();
        world.sendAll();

        assertThat(world.bucket.object(digest)).as("killed at %d", request).contains(HUGE);
        assertThat(world.bucket.unfinishedUploads()).as("killed at %d", request).isZero();
        assertThat(world.queue.totals().blobs()).isZero();
    }

    @Test
    void whatMayHaveBegunIsAbortedWhereAnotherHasStoredTheBlobMeanwhile() {
        world.bucket.beforeAnswer(() -> {
            if (world.bucket.requests().size() == 2) {
                throw new Killed();
            }
        });
        assertThatThrownBy(world::sendAll).isInstanceOf(Killed.class);
        world.bucket.beforeAnswer(() -> {});
        world.bucket.multipart().begin(digest, Deadline.after(Duration.ofSeconds(1)));
        world.bucket.plant(digest, HUGE);
        world.restart();

        world.sendAll();

        assertThat(world.bucket.unfinishedUploads()).isZero();
        assertThat(world.heard).containsExactly("THERE 0");
    }

    @Test
    void whatIsFoundWrongKeepsWhatWasBegunOfIt() {
        world.failAt(4);
        world.sendAll();

        world.outbox.isWrong(digest, HUGE.length, Optional.of("\"wrong\""));

        assertThat(world.entry(digest).partial())
                .hasValueSatisfying(begun -> assertThat(begun.parts()).hasSize(2));
    }

    @Test
    void whereTheBucketIsLeftAloneNothingMayHaveBegun() {
        world.bucket.beforeAnswer(() -> {
            if (world.bucket.requests().size() == 1) {
                world.bucket.refuseNext(new Sent.LeftAlone<>());
            }
        });

        world.uploader.step();

        assertThat(world.entry(digest).partial()).isEmpty();
        assertThat(world.heard).isEmpty();
    }

    @Test
    void whoProgressesIsNotGivenUp() {
        world.queue.put(world.entry(digest).with(new Waiting(world.time.instant(), world.time.instant(), 99)));
        world.failAt(4);

        world.sendAll();

        assertThat(world.heard).containsExactly("RETRIED 800");
        assertThat(world.entry(digest).standing())
                .isInstanceOfSatisfying(
                        Waiting.class, waiting -> assertThat(waiting.attempts()).isEqualTo(1));
    }

    @Test
    void whatWasCompletedThoughTheAnswerWasLostCountsAsStored() {
        world.bucket.beforeAnswer(() -> {
            if (world.bucket.requests().size() == 6) {
                world.bucket.loseNextAnswer();
            }
        });
        world.sendAll();
        assertThat(world.heard).containsExactly("RETRIED 1100");
        world.bucket.forgetRequests();
        world.bucket.beforeAnswer(() -> {});

        world.time.advance(Duration.ofSeconds(1));
        world.sendAll();

        assertThat(world.bucket.requests())
                .containsExactly("MULTIPART complete " + digest, "HEAD " + digest, "ABORT " + digest);
        assertThat(world.heard).containsExactly("RETRIED 1100", "STORED 0");
        assertThat(world.bucket.unfinishedUploads()).isZero();
    }

    @Test
    void somethingWrongThatIsGoneMeanwhileIsStoredAnew() {
        world.queue.put(world.entry(digest).replacing(Optional.of("\"gone\"")));
        world.sendAll();
        world.time.advance(Duration.ofSeconds(5));
        world.sendAll();

        assertThat(world.bucket.object(digest)).contains(HUGE);
        assertThat(world.bucket.unfinishedUploads()).isZero();
        assertThat(world.heard).containsExactly("RETRIED 1100", "STORED 1100");
    }
}
