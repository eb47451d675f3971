package dev.entrepot.core.blob;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * One blob on its way into the store. Used by one thread at a time; ended by exactly one of
 * {@link #commit()} and {@link #abort(Throwable)}, after which only leases stay usable.
 *
 * <p>Hashing is a by-product of {@link #append}, never a second pass.
 */
public interface BlobWriter {

    /** Bytes in the file so far; where the next {@link #append} goes. */
    long written();

    /**
     * Writes all of {@code chunk}. Readers holding a lease may read what is below {@link #written()}
     * as soon as this returns.
     *
     * @throws IOException when the disk refuses
     */
    void append(ByteBuffer chunk) throws IOException;

    /** Hashes what a resumed file already had; needed once, before {@link #verify()}. */
    void rehash() throws IOException;

    /**
     * Takes back what was written from {@code length} on, of which nobody may have been shown anything; {@link #rehash()}
     * is needed after that.
     */
    void cutBack(long length);

    /** Whether a byte at {@code offset} and those after it are what the file already has; all below {@link #written()}. */
    boolean sameAs(long offset, ByteBuffer bytes) throws IOException;

    /**
     * Checks size and digest of what was written. Only after this may the last byte be shown to anybody.
     *
     * @throws CorruptBlobException when they are not what they should be
     */
    void verify() throws IOException;

    /** Makes the verified blob durable and findable: force, rename, sync of the folder. */
    void commit() throws IOException;

    /**
     * Gives up. What was written is kept for a later {@link BlobStore#partial}, except after a
     * {@link CorruptBlobException}. Never throws: it is called where something already went wrong.
     */
    void abort(Throwable cause);

    /** Deletes the intent; the last step, after the blob was registered. Never throws. */
    void forgetIntent();

    /** A lease on the growing file, for one reader; empty once the writer has ended and the last lease is closed. */
    Optional<LocalBlob> lease();
}
