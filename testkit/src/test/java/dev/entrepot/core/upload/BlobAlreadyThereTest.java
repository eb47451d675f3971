package dev.entrepot.core.upload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.bucket.Sent;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.testkit.blob.Bytes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A blob that the bucket has already: another stored it, or we did and were not told. */
class BlobAlreadyThereTest {

    private static final byte[] SMALL = Bytes.some(100);
    private static final byte[] LARGE = Bytes.some(700);

    private final UploadWorld world;

    BlobAlreadyThereTest(@TempDir Path folder) {
        world = new UploadWorld(folder);
    }

    @Test
    void aBlobThatAnotherStoredIsNotStoredAgain() {
        Digest digest = world.held(SMALL);
        world.bucket.plant(digest, SMALL);

        world.sendAll();

        assertThat(world.bucket.requests()).containsExactly("PUT " + digest);
        assertThat(world.heard).containsExactly("THERE 100");
    }

    @Test
    void ofALargeBlobItIsAskedFirstAndNothingIsSentInVain() {
        Digest digest = world.held(LARGE);
        world.bucket.plant(digest, LARGE);

        world.sendAll();

        assertThat(world.bucket.requests()).containsExactly("HEAD " + digest);
        assertThat(world.heard).containsExactly("THERE 0");
    }

    @Test
    void aBlobThatWasStoredThoughTheAnswerWasLostCountsAsStored() {
        Digest digest = storedThoughTheAnswerWasLost(SMALL);

        assertThat(world.bucket.requests()).containsExactly("PUT " + digest, "PUT " + digest);
        assertThat(world.heard).containsExactly("RETRIED 100", "STORED 100");
    }

    @Test
    void aLargeBlobThatWasStoredThoughTheAnswerWasLostCountsAsStored() {
        Digest digest = storedThoughTheAnswerWasLost(LARGE);

        assertThat(world.bucket.requests()).containsExactly("HEAD " + digest, "PUT " + digest, "HEAD " + digest);
        assertThat(world.heard).containsExactly("RETRIED 700", "STORED 0");
    }

    @Test
    void aBlobThatAnotherStoredWhileWeWereRefusedIsSpared() {
        Digest digest = world.held(SMALL);
        world.bucket.refuseNext(new Sent.Transient<>("409 ConditionalRequestConflict", Optional.empty()));
        world.sendAll();
        world.bucket.plant(digest, SMALL);

        world.time.advance(Duration.ofSeconds(1));
        world.sendAll();

        assertThat(world.heard).containsExactly("RETRIED 0", "THERE 100");
    }

    @Test
    void aBlobThatWasStoredOnceAndIsGoneAndStoredByAnotherIsSpared() {
        Digest digest = storedThoughTheAnswerWasLost(SMALL);
        world.queue.put(UploadEntry.ofBlob(digest, SMALL.length, world.time.instant()));

        world.sendAll();

        assertThat(world.heard).containsExactly("RETRIED 100", "STORED 100", "THERE 100");
    }

    /** Sends it, is not told that it arrived, and tries again. */
    private Digest storedThoughTheAnswerWasLost(byte[] content) {
        Digest digest = world.held(content);
        world.bucket.loseNextAnswer();
        world.sendAll();
        world.time.advance(Duration.ofSeconds(1));
        world.sendAll();
        return digest;
    }
}
