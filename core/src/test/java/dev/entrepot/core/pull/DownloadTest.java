package dev.entrepot.core.pull;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.blob.LocalBlob;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Repository;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DownloadTest {

    private static final int SIZE = 1000;
    private static final long MEBIBYTE = 1 << 20;
    private final Exception cause = new IOException("cut");

    @TempDir
    private Path folder;

    private final AtomicLong nanoTime = new AtomicLong();
    private final Download download =
            new Download(Digest.sha256(new byte[0]), new Repository("docker.io", "library/alpine"), nanoTime::get);

    @Test
    void theLastByteIsWithheldUntilTheDigestIsVerified() throws Exception {
        open(SIZE);

        download.grown(SIZE);
        assertThat(download.progress()).isEqualTo(new Progress.Growing(SIZE - 1));

        download.complete();
        assertThat(download.progress()).isEqualTo(new Progress.Complete(SIZE));
    }

    @Test
    void whatFailsAfterTheLastByteNeverShowsIt() throws Exception {
        open(SIZE);
        download.grown(SIZE);

        download.fail(cause);

        assertThat(download.progress()).isEqualTo(new Progress.Failed(SIZE - 1, cause));
    }

    @Test
    void nothingChangesAFinalState() throws Exception {
        open(SIZE);
        download.grown(10);
        download.fail(cause);

        download.grown(500);
        download.complete();
        download.fail(new IOException("later"));
        download.endUnopened(new Opening.Superseded());

        assertThat(download.progress()).isEqualTo(new Progress.Failed(10, cause));
    }

    /** A writer that dies of something unexpected ends the opening too, though there was one. */
    @Test
    void whatWasShownIsNotTakenBackByAnUnexpectedEnd() throws Exception {
        open(SIZE);
        download.grown(10);

        download.endUnopened(new Opening.Unreachable(Dependency.DISK, cause));

        assertThat(download.progress()).isEqualTo(new Progress.Failed(10, cause));
    }

    @Test
    void aWatchdogThatComesAfterTheLastByteChangesNothing() throws Exception {
        open(SIZE);
        download.complete();

        download.fail(cause);

        assertThat(download.progress()).isEqualTo(new Progress.Complete(SIZE));
    }

    @Test
    void aReaderWaitsForAByteItHasNotGot() throws Exception {
        open(SIZE);
        download.grown(10);

        CompletionStage<Progress> more = download.beyond(10);
        assertThat(more.toCompletableFuture()).isNotDone();

        download.grown(11);
        assertThat(more.toCompletableFuture()).isCompletedWithValue(new Progress.Growing(11));
    }

    @Test
    void aReaderFarAheadSleepsThroughWhatIsNotForIt() throws Exception {
        open(SIZE);
        CompletionStage<Progress> far = download.beyond(500);

        for (int written = 1; written <= 500; written++) {
            download.grown(written);
        }
        assertThat(far.toCompletableFuture()).isNotDone();

        download.grown(501);
        assertThat(far.toCompletableFuture()).isCompletedWithValue(new Progress.Growing(501));
    }

    @Test
    void aReaderWithBytesLeftDoesNotWait() throws Exception {
        open(SIZE);
        download.grown(10);

        assertThat(download.beyond(9).toCompletableFuture()).isCompletedWithValue(new Progress.Growing(10));
    }

    @Test
    void everyWaitingReaderIsToldOfTheFailure() throws Exception {
        open(SIZE);
        CompletionStage<Progress> early = download.beyond(0);
        CompletionStage<Progress> far = download.beyond(900);

        download.fail(cause);

        assertThat(early.toCompletableFuture()).isCompletedWithValue(new Progress.Failed(0, cause));
        assertThat(far.toCompletableFuture()).isCompletedWithValue(new Progress.Failed(0, cause));
    }

    @Test
    void anEmptyBlobIsCompleteWithoutAByte() throws Exception {
        open(0);
        assertThat(download.progress()).isEqualTo(new Progress.Growing(0));

        download.complete();
        assertThat(download.progress()).isEqualTo(new Progress.Complete(0));
    }

    @Test
    void whatAResumedFileHasAlreadyMayBeReadAtOnce() throws Exception {
        GrowingFile file = new GrowingFile(folder, SIZE);
        file.append(ByteBuffer.allocate(400));

        download.open(opened(SIZE), file);

        assertThat(download.progress()).isEqualTo(new Progress.Growing(400));
        file.abort(cause);
    }

    @Test
    void aLeaseOutlivesTheWriter() throws Exception {
        GrowingFile file = open(SIZE);
        LocalBlob lease = download.lease().orElseThrow();

        file.commit();
        assertThat(file.isOpen()).isTrue();

        lease.close();
        assertThat(file.isOpen()).isFalse();
        assertThat(download.lease()).isEmpty();
    }

    @Test
    void thereIsNothingToLeaseBeforeTheOpening() {
        assertThat(download.lease()).isEmpty();
    }

    @Test
    void waitingForTheOpeningEndsWithTheDeadline() throws Exception {
        assertThat(download.awaitOpening(Deadline.after(Duration.ZERO))).isEmpty();
    }

    @Test
    void whoeverComesLateLearnsWhatTheOpeningCameTo() throws Exception {
        download.endUnopened(new Opening.Refused(Lookup.Refusal.NOT_FOUND));

        assertThat(download.awaitOpening(Deadline.after(Duration.ZERO)))
                .contains(new Opening.Refused(Lookup.Refusal.NOT_FOUND));
    }

    @Test
    void aRangeIsNearWhenTheFillGetsThereAtTheRateItHadSoFar() throws Exception {
        open(1000 * MEBIBYTE);
        nanoTime.set(Duration.ofSeconds(99).toNanos());
        download.grown(92 * MEBIBYTE);

        // 92 MiB, and 8 MiB taken for granted, in 99 + 1 seconds: a mebibyte a second.
        assertThat(download.reaches(102 * MEBIBYTE, Duration.ofSeconds(10))).isTrue();
        assertThat(download.reaches(103 * MEBIBYTE, Duration.ofSeconds(10))).isFalse();
    }

    @Test
    void whatIsThereAlreadyIsNearHoweverSlowTheFill() throws Exception {
        open(1000 * MEBIBYTE);
        download.grown(10);
        nanoTime.set(Duration.ofDays(1).toNanos());

        assertThat(download.reaches(9, Duration.ZERO)).isTrue();
    }

    private GrowingFile open(long size) throws IOException {
        GrowingFile file = new GrowingFile(folder, size);
        download.open(opened(size), file);
        return file;
    }

    private static Opening.Opened opened(long size) {
        return new Opening.Opened(size, Dependency.UPSTREAM, true);
    }
}
