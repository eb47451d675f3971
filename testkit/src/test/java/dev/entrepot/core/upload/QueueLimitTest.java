package dev.entrepot.core.upload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.bucket.Sent;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.oci.Repository;
import dev.entrepot.core.upload.UploadEntry.Waiting;
import dev.entrepot.testkit.blob.Bytes;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which of the blobs that wait are dropped, where they are more than the queue may hold. */
class QueueLimitTest {

    private final UploadWorld world;

    QueueLimitTest(@TempDir Path folder) {
        world = new UploadWorld(folder);
    }

    @Test
    void beyondTheLimitOfTheQueueWhatWaitsLongestIsDroppedAndSaid() {
        world.mayAsk = false;
        Digest oldest = world.held(Bytes.some(2000));
        world.time.advance(Duration.ofSeconds(1));
        Digest second = world.held(Bytes.some(2001));
        world.time.advance(Duration.ofSeconds(1));
        Digest last = world.held(Bytes.some(2002));

        world.uploader.tick();

        assertThat(world.heard).containsExactly("dropped " + oldest);
        assertThat(world.queue.find(new UploadItem.Blob(oldest))).isEqualTo(Lookup.absent());
        assertThat(world.entry(second).isWaiting()).isTrue();
        assertThat(world.entry(last).isWaiting()).isTrue();
    }

    @Test
    void beyondTheLimitOfTheQueueWhatWasGivenUpIsDroppedFirst() {
        Digest older = world.held(Bytes.some(900));
        world.time.advance(Duration.ofSeconds(1));
        world.queue.put(world.entry(older).with(new Waiting(world.time.instant(), Instant.MAX, 0)));
        Digest givenUp = world.held(Bytes.some(901));
        world.bucket.refuseNext(new Sent.Permanent<>(Sent.Problem.DENIED, "403 AccessDenied"));
        world.sendAll();
        world.mayAsk = false;
        world.held(Bytes.some(4000));

        world.uploader.tick();

        assertThat(world.heard).containsExactly("FAILED 0", "dropped " + givenUp);
        assertThat(world.entry(older).isWaiting()).isTrue();
    }

    @Test
    void theLimitOfTheQueueHoldsHoweverManyRecordsWaitInFront() {
        world.mayAsk = false;
        for (int i = 0; i < 1100; i++) {
            Reference.ByTag tag = new Reference.ByTag(new Repository("up.test", "app"), "t" + i);
            world.queue.add(UploadEntry.of(new UploadItem.TagNote(tag), 0, world.time.instant()));
        }
        world.time.advance(Duration.ofSeconds(1));
        Digest oldest = world.held(Bytes.some(3000));
        world.time.advance(Duration.ofSeconds(1));
        world.held(Bytes.some(3001));

        world.uploader.tick();

        assertThat(world.heard).containsExactly("dropped " + oldest);
    }

    @Test
    void oneThatIsLargerThanTheQueueWaitsAllTheSame() {
        world.mayAsk = false;
        Digest huge = world.held(Bytes.some(6000));

        world.uploader.tick();

        assertThat(world.heard).isEmpty();
        assertThat(world.entry(huge).isOnlyHere()).isTrue();
    }
}
