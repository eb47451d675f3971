package dev.entrepot.core.upload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.bucket.Sent;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.upload.UploadEntry.Failed;
import dev.entrepot.core.upload.UploadEntry.Stored;
import dev.entrepot.core.upload.UploadEntry.Waiting;
import dev.entrepot.testkit.blob.Bytes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a blob is sent, when again, and when no more. */
class UploaderTest {

    private static final byte[] SMALL = Bytes.some(100);
    private static final byte[] LARGE = Bytes.some(700);

    private final UploadWorld world;

    UploaderTest(@TempDir Path folder) {
        world = new UploadWorld(folder);
    }

    @Test
    void aBlobIsOneRequestAndThenOwedNoMore() {
        Digest digest = world.held(SMALL);

        world.sendAll();
        world.sendAll();

        assertThat(world.bucket.requests()).containsExactly("PUT " + digest);
        assertThat(world.bucket.object(digest)).contains(SMALL);
        assertThat(world.entry(digest).standing()).isEqualTo(new Stored(world.time.instant(), ""));
        assertThat(world.heard).containsExactly("STORED 100");
    }

    @Test
    void whatMayPassIsTriedAgainAfterTwiceTheTimeEachTime() {
        Digest digest = world.held(SMALL);

        refuse(3);
        world.sendAll();
        assertThat(dueIn(digest)).isEqualTo(Duration.ofSeconds(1));

        world.time.advance(Duration.ofSeconds(1));
        world.sendAll();
        assertThat(dueIn(digest)).isEqualTo(Duration.ofSeconds(2));

        world.time.advance(Duration.ofSeconds(2));
        world.sendAll();
        world.time.advance(Duration.ofSeconds(4));
        world.sendAll();

        assertThat(world.heard).containsExactly("RETRIED 0", "RETRIED 0", "RETRIED 0", "STORED 100");
    }

    @Test
    void theBucketsOwnWishForAPauseIsRespected() {
        Digest digest = world.held(SMALL);
        world.bucket.refuseNext(new Sent.Transient<>("slow down", Optional.of(Duration.ofSeconds(90))));

        world.sendAll();

        assertThat(dueIn(digest)).isEqualTo(Duration.ofSeconds(90));
    }

    @Test
    void noWishIsRespectedForLongerThanTheLongestDelay() {
        Digest digest = world.held(SMALL);
        world.bucket.refuseNext(new Sent.Transient<>("slow down", Optional.of(Duration.ofDays(3))));

        world.sendAll();

        assertThat(dueIn(digest)).isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void afterAHundredAttemptsItIsGivenUpForAnHour() {
        Digest digest = world.held(SMALL);
        world.queue.put(world.entry(digest).with(new Waiting(world.time.instant(), world.time.instant(), 99)));
        refuse(1);

        world.sendAll();

        assertThat(world.entry(digest).standing()).isInstanceOfSatisfying(Failed.class, failed -> {
            assertThat(failed.attempts()).isEqualTo(100);
            assertThat(failed.reason()).startsWith("given up after 100 attempts");
            assertThat(failed.due()).isEqualTo(world.time.instant().plus(Duration.ofHours(1)));
        });
    }

    @Test
    void whatDoesNotPassIsNotTriedAgainAndSaysWhy() {
        Digest digest = world.held(SMALL);
        world.bucket.refuseNext(new Sent.Permanent<>(Sent.Problem.DENIED, "403 AccessDenied"));

        world.sendAll();
        world.time.advance(Duration.ofMinutes(59));
        world.uploader.tick();
        world.sendAll();

        assertThat(world.heard).containsExactly("FAILED 0");
        assertThat(world.entry(digest).standing())
                .isInstanceOfSatisfying(
                        Failed.class, failed -> assertThat(failed.reason()).isEqualTo("403 AccessDenied"));
        assertThat(world.queue.totals().failed()).isEqualTo(1);
    }

    @Test
    void whatWasGivenUpIsLookedAtAgainAfterAnHour() {
        world.held(SMALL);
        world.bucket.refuseNext(new Sent.Permanent<>(Sent.Problem.DENIED, "403 AccessDenied"));
        world.sendAll();

        world.time.advance(Duration.ofHours(1));
        world.uploader.tick();
        world.sendAll();

        assertThat(world.heard).containsExactly("FAILED 0", "STORED 100");
    }

    @Test
    void whileTheBucketIsLeftAloneNothingIsTriedNorCounted() {
        Digest digest = world.held(SMALL);
        world.mayAsk = false;

        world.sendAll();

        assertThat(world.bucket.requests()).isEmpty();
        assertThat(world.entry(digest).standing())
                .isEqualTo(new Waiting(world.time.instant(), world.time.instant(), 0));
    }

    @Test
    void aBlobThatIsNotHeldAnyMoreIsOwedNoMore() {
        Digest digest = world.held(SMALL);
        world.store.delete(digest);

        world.sendAll();

        assertThat(world.queue.find(new UploadItem.Blob(digest))).isEqualTo(Lookup.absent());
        assertThat(world.heard).containsExactly("GONE 0");
    }

    @Test
    void thatTheBucketIsLeftAloneIsNoAttempt() {
        Digest digest = world.held(SMALL);
        UploadEntry before = world.entry(digest);
        world.bucket.refuseNext(new Sent.LeftAlone<>());

        assertThat(world.uploader.step()).isFalse();

        assertThat(world.entry(digest)).isEqualTo(before);
        assertThat(world.heard).isEmpty();
    }

    @Test
    void whatWasGivenUpIsTheOnlyCopyAndCountsAsOwed() {
        Digest digest = world.held(SMALL);
        world.bucket.refuseNext(new Sent.Permanent<>(Sent.Problem.DENIED, "403 AccessDenied"));

        world.sendAll();

        assertThat(world.entry(digest).isOnlyHere()).isTrue();
        assertThat(world.queue.totals()).isEqualTo(new UploadTotals(0, 0, 0, 1, SMALL.length));
    }

    @Test
    void somethingWrongIsReplacedAsSoonAsTheRightBytesAreHeld() {
        Digest digest = Digest.sha256(SMALL);
        world.bucket.plant(digest, LARGE);
        world.outbox.isWrong(digest, SMALL.length, Optional.of("\"1\""));
        world.time.advance(Outbox.SETTLING);
        world.sendAll();
        assertThat(world.heard).containsExactly("RETRIED 0");

        world.held(SMALL);
        world.time.advance(Duration.ofSeconds(1));
        world.sendAll();

        assertThat(world.bucket.object(digest)).contains(SMALL);
        assertThat(world.bucket.requests()).containsExactly("PUT " + digest);
    }

    @Test
    void somethingWrongThatIsGoneMeanwhileIsStoredAnew() {
        byte[] right = Bytes.some(100);
        Digest digest = world.held(right);
        world.queue.put(world.entry(digest).replacing(Optional.of("\"gone\"")));

        world.sendAll();

        assertThat(world.bucket.object(digest)).contains(right);
        assertThat(world.entry(digest).isWaiting()).isFalse();
    }

    @Test
    void anAttemptThatStoppingInterruptedIsNoFailure() {
        Digest digest = world.held(SMALL);
        world.bucket.takeDown(new IOException("closed"));
        world.bucket.beforeAnswer(() -> {});
        world.uploader.stop();

        assertThat(world.uploader.step()).isFalse();

        assertThat(world.entry(digest).standing())
                .isEqualTo(new Waiting(world.time.instant(), world.time.instant(), 0));
    }

    private void refuse(int times) {
        for (int i = 0; i < times; i++) {
            world.bucket.refuseNext(new Sent.Transient<>("503 SlowDown", Optional.empty()));
        }
    }

    private Duration dueIn(Digest digest) {
        return world.entry(digest).standing() instanceof Waiting waiting
                ? Duration.between(world.time.instant(), waiting.due())
                : Duration.ZERO;
    }
}
