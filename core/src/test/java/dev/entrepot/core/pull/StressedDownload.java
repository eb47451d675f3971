package dev.entrepot.core.pull;

import dev.entrepot.core.blob.CorruptBlobException;
import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.blob.LocalBlob;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Repository;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;

/** One download with random bytes, a writer that goes about it as told, and readers that compare what they get. */
final class StressedDownload {

    /** What a reader saw. */
    enum Outcome {
        /** Every byte, and the end. */
        WHOLE,
        /** The end before the last byte. */
        CUT,
        /** Every byte of a download that failed: must never be. */
        WHOLE_OF_A_FAILED_ONE,
        /** The end of a good download before the last byte: must never be. */
        SHORT_OF_A_GOOD_ONE,
        /** A byte that was published before it was written: must never be. */
        WRONG_BYTES
    }

    private static final int MAX_READ = 7001;

    private final byte[] content;
    private final Random random;
    private final Random watchdogs;
    private final GrowingFile file;
    private final Download download;

    StressedDownload(Path folder, Random random) throws IOException {
        this.random = random;
        this.watchdogs = new Random(random.nextLong());
        this.content = new byte[1 + random.nextInt(random.nextInt(8) == 0 ? 3 : 256 << 10)];
        random.nextBytes(content);
        this.file = new GrowingFile(folder, content.length);
        this.download =
                new Download(Digest.sha256(content), new Repository("docker.io", "library/alpine"), System::nanoTime);
        download.open(new Opening.Opened(content.length, Dependency.UPSTREAM, true), file);
    }

    void writeWell() throws IOException {
        write(content.length);
        download.complete();
        file.commit();
    }

    void cutSomewhere() throws IOException {
        write(random.nextInt(content.length));
        fail(new IOException("cut"));
    }

    void failAfterTheLastByte() throws IOException {
        write(content.length);
        fail(new CorruptBlobException("wrong digest"));
    }

    private void fail(IOException cause) {
        download.fail(cause);
        file.abort(cause);
    }

    /** Fails it from outside: somewhere in the middle, or just when the writer has finished. */
    void barkSometime() {
        long after = watchdogs.nextBoolean() ? content.length - 1 : watchdogs.nextInt(content.length);
        while (download.progress().available() < after && !download.progress().isFinal()) {
            Thread.onSpinWait();
        }
        download.fail(new IOException("too slow"));
    }

    private void write(int end) throws IOException {
        int written = 0;
        while (written < end) {
            int length = Math.min(end - written, 1 + random.nextInt(20_000));
            file.append(ByteBuffer.wrap(content, written, length));
            written += length;
            if (random.nextInt(3) > 0) {
                download.grown(written);
            }
            if (random.nextInt(8) == 0) {
                LockSupport.parkNanos(20_000);
            }
        }
        download.grown(written);
    }

    /** Reads on {@code loop}; empty where it comes too late to get a lease. */
    Optional<CompletableFuture<Outcome>> read(Executor loop) {
        return download.lease().map(lease -> {
            CompletableFuture<Outcome> outcome = new CompletableFuture<>();
            loop.execute(() -> readOn(new Reader(lease, 0), loop, outcome));
            return outcome.whenComplete((seen, failure) -> lease.close());
        });
    }

    private record Reader(LocalBlob lease, int offset) {}

    private void readOn(Reader reader, Executor loop, CompletableFuture<Outcome> outcome) {
        try {
            int offset = reader.offset();
            Progress progress = download.progress();
            while (progress.available() > offset) {
                int length = (int) Math.min(progress.available() - offset, MAX_READ);
                if (!isRight(reader.lease(), offset, length)) {
                    outcome.complete(Outcome.WRONG_BYTES);
                    return;
                }
                offset += length;
                progress = download.progress();
            }
            if (progress.isFinal()) {
                outcome.complete(ended(progress, offset));
            } else {
                Reader further = new Reader(reader.lease(), offset);
                download.beyond(offset).thenRunAsync(() -> readOn(further, loop, outcome), loop);
            }
        } catch (IOException | RuntimeException e) {
            outcome.completeExceptionally(e);
        }
    }

    private boolean isRight(LocalBlob lease, int offset, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            if (lease.channel().read(bytes, offset + bytes.position()) < 0) {
                return false;
            }
        }
        return Arrays.equals(bytes.array(), 0, length, content, offset, offset + length);
    }

    private Outcome ended(Progress progress, int reached) {
        boolean all = reached == content.length;
        if (progress instanceof Progress.Complete) {
            return all ? Outcome.WHOLE : Outcome.SHORT_OF_A_GOOD_ONE;
        }
        return all ? Outcome.WHOLE_OF_A_FAILED_ONE : Outcome.CUT;
    }

    boolean isClosed() {
        return !file.isOpen();
    }
}
