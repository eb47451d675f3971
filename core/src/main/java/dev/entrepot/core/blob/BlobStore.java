package dev.entrepot.core.blob;

import dev.entrepot.core.oci.Digest;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Local content-addressed files, laid out as {@code blobs/<algorithm>/<hex>} (image-spec, image-layout.md).
 *
 * <p>Commit, delete and quarantine of one digest never cross: they take the same per-digest lock. Only
 * {@link dev.entrepot.core.blob.Dependency#DISK} is ever unreachable here.
 */
public interface BlobStore {

    /** From the open files, or not at all; safe on an event loop. */
    Optional<LocalBlob> ready(Digest digest);

    /** A complete, verified blob. The caller owns the lease. */
    Lookup<LocalBlob> find(Digest digest);

    /** What an earlier attempt left behind, to be continued. */
    Optional<Partial> partial(Digest digest);

    /** Starts a blob anew; what an earlier attempt left is dropped. */
    Lookup<BlobWriter> create(Intent intent);

    /**
     * Continues a blob at {@code partial.offset()}. The bytes before it are readable at once, but not
     * verified: call {@link BlobWriter#rehash()} before {@link BlobWriter#verify()}.
     */
    Lookup<BlobWriter> resume(Partial partial);

    /**
     * Stores a small blob whole, such as a manifest; does nothing when it is held already.
     *
     * @return the size; unreachable when the disk refuses
     * @throws IllegalArgumentException when {@code content} does not have that digest
     */
    Lookup<Long> put(Digest digest, ByteBuffer content);

    /** Deletes the blob; leases on it stay readable. Absent when it was not held. */
    Lookup<Long> delete(Digest digest);

    /**
     * Reads a held blob to its end and compares it with its name, past every cache; takes as long as reading it does.
     *
     * @param pace told of each piece that was read
     * @return false also where a part of it cannot be read; absent when it is not held
     */
    Lookup<Boolean> isSound(Digest digest, Pace pace);

    /**
     * Puts a blob that is not what it should be aside, where it can be looked at but is never found again; leases on it
     * stay readable. Absent when it was not held.
     *
     * @param why for whoever looks at it
     * @return its bytes
     */
    Lookup<Long> quarantine(Digest digest, String why);
}
