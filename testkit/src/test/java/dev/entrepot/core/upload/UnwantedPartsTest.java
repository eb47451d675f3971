package dev.entrepot.core.upload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.bucket.Sent;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.testkit.blob.Bytes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was begun in parts and is wanted no more leaves nothing unfinished in the bucket. */
class UnwantedPartsTest {

    private static final byte[] HUGE = Bytes.some(1100);

    private final UploadWorld world;
    private final Digest digest;

    UnwantedPartsTest(@TempDir Path folder) {
        world = new UploadWorld(folder);
        digest = world.held(HUGE);
    }

    @Test
    void whoComesSecondAbortsWhatItBegan() {
        world.bucket.beforeAnswer(() -> {
            if (world.bucket.requests().size() == 5) {
                world.bucket.plant(digest, HUGE);
            }
        });

        world.sendAll();

        assertThat(world.bucket.unfinishedUploads()).isZero();
        assertThat(world.heard).containsExactly("THERE 1100");
    }

    @Test
    void whoComesSecondAbortsLaterWhatItCouldNotAbortAtOnce() {
        world.bucket.beforeAnswer(() -> {
            if (world.bucket.requests().size() == 5) {
                world.bucket.plant(digest, HUGE);
            }
            if (world.bucket.requests().size() == 7) {
                world.bucket.refuseNext(new Sent.Transient<>("503", Optional.empty()));
            }
        });
        world.sendAll();
        assertThat(world.bucket.unfinishedUploads()).isEqualTo(1);

        world.time.advance(Duration.ofSeconds(5));
        world.sendAll();

        assertThat(world.bucket.unfinishedUploads()).isZero();
        assertThat(world.heard).endsWith("THERE 0");
    }

    @Test
    void whatIsDeniedInTheMiddleIsAborted() {
        world.bucket.beforeAnswer(() -> {
            if (world.bucket.requests().size() == 2) {
                world.bucket.refuseNext(new Sent.Permanent<>(Sent.Problem.DENIED, "403"));
            }
        });

        world.sendAll();

        assertThat(world.bucket.unfinishedUploads()).isZero();
        assertThat(world.heard).containsExactly("FAILED 0");
    }

    @Test
    void whatIsNotHeldAnyMoreIsAborted() {
        world.failAt(4);
        world.sendAll();
        world.store.delete(digest);
        world.time.advance(Duration.ofSeconds(1));

        world.sendAll();

        assertThat(world.bucket.unfinishedUploads()).isZero();
        assertThat(world.queue.find(new UploadItem.Blob(digest))).isEqualTo(Lookup.absent());
    }

    @Test
    void whatCouldNotBeAbortedAtFirstIsAbortedLater() {
        world.failAt(4);
        world.sendAll();
        world.store.delete(digest);
        world.bucket.refuseNext(new Sent.Transient<>("503", Optional.empty()));
        world.time.advance(Duration.ofSeconds(1));
        world.sendAll();
        assertThat(world.bucket.unfinishedUploads()).isEqualTo(1);

        world.time.advance(Duration.ofSeconds(5));
        world.sendAll();

        assertThat(world.bucket.unfinishedUploads()).isZero();
        assertThat(world.queue.find(new UploadItem.Blob(digest))).isEqualTo(Lookup.absent());
    }

    @Test
    void whatIsDroppedInTheMiddleAndEvictedIsAborted() {
        world.failAt(4);
        world.sendAll();
        dropped();
        assertThat(world.entry(digest).isOnlyHere()).isFalse();
        world.store.delete(digest);

        world.sendAll();

        assertThat(world.bucket.unfinishedUploads()).isZero();
        assertThat(world.queue.find(new UploadItem.Blob(digest))).isEqualTo(Lookup.absent());
    }

    @Test
    void whatIsDroppedInTheMiddleAndHeldStillIsCompleted() {
        world.failAt(4);
        world.sendAll();
        dropped();
        world.bucket.forgetRequests();

        world.sendAll();

        assertThat(world.bucket.requests()).startsWith("MULTIPART part 3 of " + digest, "MULTIPART complete " + digest);
        assertThat(world.bucket.unfinishedUploads()).isZero();
    }

    /** By the limit of the queue, and the bucket may be asked again. */
    private void dropped() {
        Digest other = Digest.sha256(Bytes.some(1));
        world.queue.add(UploadEntry.ofBlob(other, 4500, world.time.instant().plusSeconds(60)));
        world.uploader.tick();
        assertThat(world.heard).endsWith("dropped " + digest);
        world.queue.forget(new UploadItem.Blob(other));
    }
}
