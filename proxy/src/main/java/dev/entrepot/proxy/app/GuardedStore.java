package dev.entrepot.proxy.app;

import dev.entrepot.core.blob.BlobStore;
import dev.entrepot.core.blob.BlobWriter;
import dev.entrepot.core.blob.CorruptBlobException;
import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.blob.Intent;
import dev.entrepot.core.blob.LocalBlob;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.blob.Pace;
import dev.entrepot.core.blob.Partial;
import dev.entrepot.core.blob.RelayedWriter;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.proxy.metrics.HeldReads;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Starts no new blob for a while after the disk failed in the middle of one. Its readers were cut short; when they come
 * back for the rest, the blob is passed through, instead of being cut at the same place again. What cannot be read is
 * noted.
 */
final class GuardedStore implements BlobStore {

    private record Failure(IOException cause, long at) {}

    private final BlobStore store;
    private final HeldReads reads;
    private final Duration pause;
    private final LongSupplier nanoTime;
    private final AtomicReference<@Nullable Failure> last = new AtomicReference<>();

    /**
     * @param pause after which a blob may be started again
     * @param nanoTime a monotonic clock, such as {@link System#nanoTime}
     */
    GuardedStore(BlobStore store, HeldReads reads, Duration pause, LongSupplier nanoTime) {
        this.store = store;
        this.reads = reads;
        this.pause = pause;
        this.nanoTime = nanoTime;
    }

    @Override
    public Optional<LocalBlob> ready(Digest digest) {
        return store.ready(digest);
    }

    @Override
    public Lookup<LocalBlob> find(Digest digest) {
        return reads.noted(store.find(digest));
    }

    @Override
    public Optional<Partial> partial(Digest digest) {
        return isPaused() ? Optional.empty() : store.partial(digest);
    }

    @Override
    public Lookup<BlobWriter> create(Intent intent) {
        return isPaused() ? refused() : guarded(store.create(intent));
    }

    @Override
    public Lookup<BlobWriter> resume(Partial partial) {
        return isPaused() ? refused() : guarded(store.resume(partial));
    }

    @Override
    public Lookup<Long> put(Digest digest, ByteBuffer content) {
        return store.put(digest, content);
    }

    @Override
    public Lookup<Long> delete(Digest digest) {
        return store.delete(digest);
    }

    @Override
    public Lookup<Boolean> isSound(Digest digest, Pace pace) {
        return reads.noted(store.isSound(digest, pace));
    }

    @Override
    public Lookup<Long> quarantine(Digest digest, String why) {
        return store.quarantine(digest, why);
    }

    private boolean isPaused() {
        Failure failure = last.get();
        return failure != null && nanoTime.getAsLong() - failure.at() < pause.toNanos();
    }

    private Lookup<BlobWriter> refused() {
        Failure failure = last.get();
        return Lookup.unreachable(
                Dependency.DISK,
                new IOException("the disk failed a moment ago", failure == null ? null : failure.cause()));
    }

    private Lookup<BlobWriter> guarded(Lookup<BlobWriter> writer) {
        return writer instanceof Lookup.Found<BlobWriter> found ? Lookup.found(new Guarded(found.value())) : writer;
    }

    private IOException failed(IOException cause) {
        if (!(cause instanceof CorruptBlobException)) {
            last.set(new Failure(cause, nanoTime.getAsLong()));
        }
        return cause;
    }

    private final class Guarded extends RelayedWriter {

        Guarded(BlobWriter writer) {
            super(writer);
        }

        @Override
        public void append(ByteBuffer chunk) throws IOException {
            try {
                super.append(chunk);
            } catch (IOException e) {
                throw failed(e);
            }
        }

        @Override
        public void rehash() throws IOException {
            try {
                super.rehash();
            } catch (IOException e) {
                throw failed(e);
            }
        }

        @Override
        public void commit() throws IOException {
            try {
                super.commit();
            } catch (IOException e) {
                throw failed(e);
            }
        }
    }
}
