package dev.entrepot.proxy.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How much of files is read ahead for clients that sendfile cannot serve. Each may have two chunks on their way; while all
 * together hold plenty, chunks are small, so that thousands of clients that take nothing hold some megabytes, and those
 * that do take something still go on.
 */
final class CopyBudget {

    /** A quarter of the direct memory that the launcher grants. */
    private static final long PLENTY = 16 << 20;

    /** CPU for a GB is 8 % less than with 8 KiB, and no better with more. */
    private static final int CHUNK = 64 << 10;

    private static final int SMALL_CHUNK = 8 << 10;
    private static final int AHEAD = 2;

    private final AtomicLong held = new AtomicLong();

    /** Bytes to read next, at most. */
    int chunk() {
        return held.get() < PLENTY ? CHUNK : SMALL_CHUNK;
    }

    /** Whether a client that has so much on its way may have more. */
    boolean allows(long onTheWay) {
        return onTheWay + chunk() <= (long) AHEAD * chunk();
    }

    /**
     * A part of a file.
     *
     * @return owned by the caller
     */
    static ByteBuf read(FileChannel file, long position, int bytes, ByteBufAllocator allocator) throws IOException {
        ByteBuf chunk = allocator.ioBuffer(bytes);
        try {
            while (chunk.readableBytes() < bytes) {
                int done = chunk.readableBytes();
                if (chunk.writeBytes(file, position + done, bytes - done) < 0) {
                    throw new EOFException("the file ends at " + (position + done));
                }
            }
            return chunk;
        } catch (IOException e) {
            chunk.release();
            throw e;
        }
    }

    void taken(long bytes) {
        held.addAndGet(bytes);
    }

    void givenBack(long bytes) {
        held.addAndGet(-bytes);
    }
}
