package dev.entrepot.core.bucket;

import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.blob.RemoteBlob;
import dev.entrepot.core.blob.Window;
import dev.entrepot.core.oci.Digest;

/**
 * Objects by their digest, laid out as the blobs on disk. Each call is one request and is never repeated by itself. It
 * says what is there, never to whom it belongs: that is for the gate.
 */
public interface Bucket extends AutoCloseable {

    /**
     * Opens a blob. What comes is not verified: whoever reads it does that.
     *
     * @return found: the caller owns the stream, whose validator is the object's ETag; unreachable: also when the
     *     deadline passes
     */
    Lookup<RemoteBlob> open(Digest digest, Window window, Deadline deadline);

    /** What came whole was something else; for whoever watches. */
    default void refuted(Digest digest) {}

    /** Asks for nothing but size and ETag. */
    Lookup<BucketObject> look(Digest digest, Deadline deadline);

    /**
     * Stores a blob in one request, with its digest as the checksum that the bucket compares.
     *
     * @return the ETag
     */
    Sent<String> put(Digest digest, Content content, Condition condition, Deadline deadline);

    /** For what is too large for one request. */
    Multipart multipart();

    BucketRecords records();

    /** Ends every request under way; later ones fail. */
    @Override
    void close();
}
