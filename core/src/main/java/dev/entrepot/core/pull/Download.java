package dev.entrepot.core.pull;

import dev.entrepot.core.blob.BlobWriter;
import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.blob.LocalBlob;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Repository;
import dev.entrepot.core.trace.Trace;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One blob on its way to disk: one writer, any number of readers at any offset.
 *
 * <h2>Protocol</h2>
 *
 * The writer appends to the file first and publishes the new length second, so a reader that sees a length may read
 * every byte below it with plain positional reads or sendfile. Readers never slow the writer down, are never queued
 * for, and hold no bytes in memory. The writer sets the state first and wakes second; a reader subscribes first and
 * looks second: with that order no wake-up is lost.
 *
 * <p>The last byte is withheld until the digest is verified: a corrupt blob can never look complete to a client that
 * was promised a length, only cut (design, promise 2).
 *
 * <p>Final states are sticky: whoever comes late, a watchdog or the writer, changes nothing.
 *
 * <h2>Ownership</h2>
 *
 * A download belongs to {@link Downloads}, not to the request that started it: a client that leaves never stops the
 * others, and the last one to leave does not stop the fill.
 */
public final class Download {

    /** Assumed until it is known better; keeps ranges near the start from being asked twice. */
    private static final double FIRST_GUESS_BYTES_PER_SECOND = 8 << 20;

    private final Digest digest;
    private final Repository leader;
    private final LongSupplier nanoTime;
    private final Optional<Trace> trace = Trace.current();
    private final CompletableFuture<Opening> opening = new CompletableFuture<>();

    private volatile Progress progress = new Progress.Growing(0);
    private volatile CompletableFuture<Void> changed = new CompletableFuture<>();
    private volatile @Nullable BlobWriter file;
    private volatile long size;
    private volatile long openedAt;
    private volatile long startedFrom;
    private final AtomicInteger readers = new AtomicInteger();

    Download(Digest digest, Repository leader, LongSupplier nanoTime) {
        this.digest = digest;
        this.leader = leader;
        this.nanoTime = nanoTime;
    }

    public Digest digest() {
        return digest;
    }

    /** The repository through which the source is asked. */
    public Repository leader() {
        return leader;
    }

    /** Of the pull that started it. */
    Optional<Trace> trace() {
        return trace;
    }

    public Progress progress() {
        return progress;
    }

    /** Bytes of the whole blob; 0 until the source has answered. */
    public long size() {
        return size;
    }

    /** Answers that were promised bytes from here, so far. */
    public int readers() {
        return readers.get();
    }

    void readerJoined() {
        readers.incrementAndGet();
    }

    /** What the opening came to; empty when it has come to nothing by the deadline. Blocks. */
    Optional<Opening> awaitOpening(Deadline deadline) throws InterruptedException {
        try {
            return Optional.of(opening.get(deadline.left().toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new IllegalStateException("an opening is never completed exceptionally", e);
        }
    }

    /** A lease on the growing file, kept across its commit; empty once it ended and nobody holds it any more. */
    public Optional<LocalBlob> lease() {
        BlobWriter writer = file;
        return writer == null ? Optional.empty() : writer.lease();
    }

    /** Completes once there is a byte past {@code offset} to read, or nothing more will come. */
    public CompletionStage<Progress> beyond(long offset) {
        CompletableFuture<Void> nextChange = changed;
        Progress now = progress;
        if (now.available() > offset || now.isFinal()) {
            return CompletableFuture.completedFuture(now);
        }
        return nextChange.thenCompose(ignored -> beyond(offset));
    }

    /** Whether the fill will have passed {@code offset} in {@code patience} if it goes on as it went. */
    boolean reaches(long offset, Duration patience) {
        long available = progress.available();
        if (offset < available) {
            return true;
        }
        double seconds = (nanoTime.getAsLong() - openedAt) / 1e9;
        double rate = (available - startedFrom + FIRST_GUESS_BYTES_PER_SECOND) / (seconds + 1);
        return offset - available <= rate * patience.toNanos() / 1e9;
    }

    // ---- the writer's side -------------------------------------------------------------------------------------

    /** From here on clients are answered. What is in the file already may be read at once. */
    void open(Opening.Opened opened, BlobWriter writer) {
        size = opened.size();
        file = writer;
        startedFrom = writer.written();
        openedAt = nanoTime.getAsLong();
        grown(writer.written());
        opening.complete(opened);
    }

    /** The download ends before any byte came; where there was an opening already, it stands. */
    void endUnopened(Opening outcome) {
        Throwable cause = outcome instanceof Opening.Unreachable unreachable
                ? unreachable.cause()
                : new IllegalStateException("never opened: " + outcome);
        fail(cause);
        opening.complete(outcome);
    }

    void grown(long written) {
        publish(now -> new Progress.Growing(shown(written)));
    }

    /** Every byte was verified. */
    void complete() {
        publish(now -> new Progress.Complete(size));
    }

    void fail(Throwable cause) {
        publish(now -> new Progress.Failed(now.available(), cause));
    }

    private long shown(long written) {
        return Math.max(0, Math.min(written, size - 1));
    }

    private void publish(UnaryOperator<Progress> step) {
        CompletableFuture<Void> previous;
        synchronized (this) {
            if (progress.isFinal()) {
                return;
            }
            progress = step.apply(progress);
            previous = changed;
            changed = new CompletableFuture<>();
        }
        previous.complete(null);
    }

    @Override
    public String toString() {
        return "download of " + digest + " through " + leader + ": " + progress;
    }
}
