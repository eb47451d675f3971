package dev.entrepot.core.pull;

import dev.entrepot.core.blob.BlobWriter;
import dev.entrepot.core.blob.LocalBlob;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** The least a writer can be: a temporary file that closes with its last lease. It verifies and keeps nothing. */
final class GrowingFile implements BlobWriter {

    private final FileChannel channel;
    private final long size;
    private long written;
    private int leases = 1;

    GrowingFile(Path folder, long size) throws IOException {
        this.channel = FileChannel.open(
                Files.createTempFile(folder, "growing", null),
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.DELETE_ON_CLOSE);
        this.size = size;
    }

    @Override
    public long written() {
        return written;
    }

    @Override
    public void append(ByteBuffer chunk) throws IOException {
        while (chunk.hasRemaining()) {
            written += channel.write(chunk, written);
        }
    }

    @Override
    public void rehash() {}

    @Override
    public void cutBack(long length) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean sameAs(long offset, ByteBuffer bytes) {
        throw new UnsupportedOperationException("nothing is sent twice here");
    }

    @Override
    public void verify() {}

    @Override
    public void commit() {
        release();
    }

    @Override
    public void abort(Throwable cause) {
        release();
    }

    @Override
    public void forgetIntent() {}

    @Override
    public synchronized Optional<LocalBlob> lease() {
        if (leases == 0) {
            return Optional.empty();
        }
        leases++;
        return Optional.of(new Lease());
    }

    boolean isOpen() {
        return channel.isOpen();
    }

    private synchronized void release() {
        leases--;
        if (leases == 0) {
            try {
                channel.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private final class Lease implements LocalBlob {

        private final AtomicBoolean released = new AtomicBoolean();

        @Override
        public long size() {
            return size;
        }

        @Override
        public FileChannel channel() {
            return channel;
        }

        @Override
        public Optional<ByteBuffer> inMemory() {
            return Optional.empty();
        }

        @Override
        public void close() {
            if (!released.compareAndSet(false, true)) {
                throw new IllegalStateException("a lease is closed exactly once");
            }
            release();
        }
    }
}
