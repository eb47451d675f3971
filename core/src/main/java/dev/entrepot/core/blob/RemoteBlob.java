package dev.entrepot.core.blob;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An open stream from a {@link BlobSource}; used by one thread at a time, closed by its owner on every
 * path; closing again does nothing. Closing before the end gives the connection up.
 */
public interface RemoteBlob extends AutoCloseable {

    /** Bytes of the whole blob, from {@code Content-Range} or {@code Content-Length}; -1 when the source does not say. */
    long size();

    /** Where the first byte of this stream lies in the blob; 0 when a range was asked and ignored. */
    long offset();

    /** Where it comes from. Only the upstream's own answer proves to whom a blob belongs. */
    default Dependency origin() {
        return Dependency.UPSTREAM;
    }

    /** Whether it was had without credentials: then the blob is public. */
    boolean isPublic();

    /** A strong {@code ETag}. */
    Optional<String> validator();

    /**
     * The next bytes, at least one; valid until the next call. Null at the end of the body.
     *
     * @throws IOException when the body ends before its length, or nothing comes for the idle limit
     */
    @Nullable
    ByteBuffer next() throws IOException;

    /** Whether {@link #next()} would return at once. */
    boolean hasNextReady();

    @Override
    void close();
}
