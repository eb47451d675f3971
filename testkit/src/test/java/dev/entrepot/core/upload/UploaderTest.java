package dev.entrepot.core.upload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.bucket.Sent;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.oci.Repository;
import dev.entrepot.core.upload.UploadEntry.Failed;
import dev.entrepot.core.upload.UploadEntry.Stored;
import dev.entrepot.core.upload.UploadEntry.Waiting;
import dev.entrepot.testkit.blob.Bytes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
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
    void aBlobThatAnotherStoredIsNotStoredAgain() {
        Digest digest = world.held(SMALL);
        world.bucket.plant(digest, SMALL);

        world.sendAll();

        assertThat(world.bucket.requests()).containsExactly("PUT " + digest);
        assertThat(world.heard).containsExactly("THERE 100");
    }

    @Test
    void aBlobThatWasStoredThoughTheAnswerWasLostCountsAsStored() {
        Digest digest = world.held(SMALL);
        world.bucket.loseNextAnswer();

        world.sendAll();
        world.time.advance(Duration.ofSeconds(1));
        world.sendAll();

        assertThat(world.bucket.requests()).containsExactly("PUT " + digest, "PUT " + digest);
        assertThat(world.heard).containsExactly("RETRIED 100", "STORED 100");
    }

    @Test
    void aLargeBlobThatWasStoredThoughTheAnswerWasLostCountsAsStored() {
        Digest digest = world.held(LARGE);
        world.bucket.loseNextAnswer();

        world.sendAll();
        world.time.advance(Duration.ofSeconds(1));
        world.sendAll();

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
        Digest digest = world.held(SMALL);
        world.bucket.loseNextAnswer();
        world.sendAll();
        world.time.advance(Duration.ofSeconds(1));
        world.sendAll();
        world.queue.put(UploadEntry.ofBlob(digest, SMALL.length, world.time.instant()));

        world.sendAll();

        assertThat(world.heard).containsExactly("RETRIED 100", "STORED 100", "THERE 100");
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
    void whatWasGivenUpIsTheOnlyCopyAndCountsAsOwed() {
        Digest digest = world.held(SMALL);
        world.bucket.refuseNext(new Sent.Permanent<>(Sent.Problem.DENIED, "403 AccessDenied"));

        world.sendAll();

        assertThat(world.entry(digest).isOnlyHere()).isTrue();
        assertThat(world.queue.totals()).isEqualTo(new UploadTotals(0, 0, 0, 1, SMALL.length));
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
