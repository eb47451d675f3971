package dev.entrepot.core.blob;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Optional;

/**
 * A lease on one local file: it stays readable until {@link #close()}, also when the file is renamed or
 * deleted meanwhile. Whoever receives one closes it, exactly once; closing never blocks.
 */
public interface LocalBlob extends AutoCloseable {

    /** Bytes of the whole blob, also where the file is still growing. */
    long size();

    /** Shared by all leases: read with positions, never close it. */
    FileChannel channel();

    /** The content, where it is small enough to be kept in memory; a read-only view of one's own. */
    Optional<ByteBuffer> inMemory();

    /**
     * The whole content; only for what is small, such as a manifest.
     *
     * @throws EOFException when the file is shorter than {@link #size}
     */
    default ByteBuffer content() throws IOException {
        Optional<ByteBuffer> small = inMemory();
        if (small.isPresent()) {
            return small.get();
        }
        ByteBuffer content = ByteBuffer.allocate(Math.toIntExact(size()));
        while (content.hasRemaining()) {
            if (channel().read(content, content.position()) < 0) {
                throw new EOFException("the file is shorter than " + size() + " bytes");
            }
        }
        return content.flip();
    }

    @Override
    void close();
}
