package dev.entrepot.storage.disk;

import dev.entrepot.core.blob.LocalBlob;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A channel and a count of those who use it: one owner (a writer, then the cache of open files) and any number of
 * leases. Whoever takes the count to zero closes the channel, and from zero it never rises again.
 *
 * <p>The channel closes on the executor, because the last close of a deleted file frees its blocks, which takes long for
 * a large one, and leases are closed on event loops.
 */
final class OpenFile {

    private static final Logger LOG = LoggerFactory.getLogger(OpenFile.class);

    private final FileChannel channel;
    private final Executor closer;
    private final AtomicInteger references = new AtomicInteger(1);
    private volatile long size;
    private volatile boolean whole;
    private volatile @Nullable ByteBuffer content;

    /** The caller is the owner. */
    OpenFile(FileChannel channel, long size, Executor closer) {
        this.channel = channel;
        this.size = size;
        this.closer = closer;
    }

    FileChannel channel() {
        return channel;
    }

    /** False also after somebody was interrupted in an operation on the channel, which closes it for everybody. */
    boolean isUsable() {
        return channel.isOpen();
    }

    /** The file is whole from here on. */
    void complete(long wholeSize, @Nullable ByteBuffer inMemory) {
        size = wholeSize;
        content = inMemory == null ? null : inMemory.asReadOnlyBuffer();
        whole = true;
    }

    /** Why this is not the file that was opened: somebody else changed it. Costs an {@code fstat}. */
    Optional<String> damage() {
        if (!whole || content != null) {
            return Optional.empty();
        }
        try {
            long now = channel.size();
            return now == size
                    ? Optional.empty()
                    : Optional.of("it had " + size + " bytes when it was opened, and has " + now + " now");
        } catch (ClosedChannelException e) {
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(e.toString());
        }
    }

    int bytesInMemory() {
        ByteBuffer held = content;
        return held == null ? 0 : held.remaining();
    }

    /** Empty when the channel has been given up meanwhile. */
    Optional<LocalBlob> lease() {
        return retain() ? Optional.of(new Lease(this)) : Optional.empty();
    }

    private boolean retain() {
        int count = references.get();
        while (count > 0) {
            int seen = references.compareAndExchange(count, count + 1);
            if (seen == count) {
                return true;
            }
            count = seen;
        }
        return false;
    }

    /** Gives up the owner's reference, or that of a lease. */
    void release() {
        int left = references.decrementAndGet();
        if (left < 0) {
            throw new IllegalStateException("released more often than retained");
        }
        if (left == 0) {
            try {
                closer.execute(this::close);
            } catch (RejectedExecutionException e) {
                close();
            }
        }
    }

    private void close() {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.warn("A file could not be closed", e);
        }
    }

    private static final class Lease implements LocalBlob {

        private static final AtomicIntegerFieldUpdater<Lease> CLOSED =
                AtomicIntegerFieldUpdater.newUpdater(Lease.class, "closed");

        private final OpenFile file;
        private final long size;

        @SuppressWarnings("unused") // through CLOSED: one object less on every hit
        private volatile int closed;

        Lease(OpenFile file) {
            this.file = file;
            this.size = file.size;
        }

        @Override
        public long size() {
            return size;
        }

        @Override
        public FileChannel channel() {
            return file.channel;
        }

        @Override
        public Optional<ByteBuffer> inMemory() {
            ByteBuffer held = file.content;
            return held == null ? Optional.empty() : Optional.of(held.duplicate());
        }

        @Override
        public void close() {
            if (CLOSED.compareAndSet(this, 0, 1)) {
                file.release();
            }
        }
    }
}
