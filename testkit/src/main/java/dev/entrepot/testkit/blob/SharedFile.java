package dev.entrepot.testkit.blob;

import dev.entrepot.core.blob.LocalBlob;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A channel that closes with its last lease. */
final class SharedFile {

    private final FileChannel channel;
    private final AtomicInteger openFiles;
    private int leases;
    private boolean closed;

    private SharedFile(FileChannel channel, AtomicInteger openFiles) {
        this.channel = channel;
        this.openFiles = openFiles;
        openFiles.incrementAndGet();
    }

    static SharedFile open(Path path, AtomicInteger openFiles) throws IOException {
        return new SharedFile(FileChannel.open(path, StandardOpenOption.READ), openFiles);
    }

    static SharedFile openForWriting(Path path, Set<? extends OpenOption> how, AtomicInteger openFiles)
            throws IOException {
        return new SharedFile(FileChannel.open(path, how), openFiles);
    }

    long length() throws IOException {
        return channel.size();
    }

    FileChannel channel() {
        return channel;
    }

    ByteBuffer read(long position, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, position + bytes.position()) < 0) {
                throw new EOFException("only " + bytes.position() + " of " + length + " bytes at " + position);
            }
        }
        return bytes.flip();
    }

    synchronized Optional<LocalBlob> tryLease(long size) {
        return closed ? Optional.empty() : Optional.of(lease(size, null));
    }

    synchronized LocalBlob lease(long size, @Nullable ByteBuffer content) {
        leases++;
        return new Lease(size, Optional.ofNullable(content));
    }

    private synchronized void release() {
        leases--;
        if (leases == 0) {
            closed = true;
            openFiles.decrementAndGet();
            try {
                channel.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private final class Lease implements LocalBlob {

        private final long size;
        private final Optional<ByteBuffer> content;
        private final AtomicBoolean released = new AtomicBoolean();

        Lease(long size, Optional<ByteBuffer> content) {
            this.size = size;
            this.content = content;
        }

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
            return content.map(ByteBuffer::asReadOnlyBuffer);
        }

        @Override
        public void close() {
            if (released.compareAndSet(false, true)) {
                release();
            }
        }
    }
}
