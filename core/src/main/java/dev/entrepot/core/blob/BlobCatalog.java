package dev.entrepot.core.blob;

import dev.entrepot.core.oci.Digest;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Which blobs there are, whatever the index says. Walks the disk: for checking and rebuilding, never for a client's request. */
public interface BlobCatalog {

    /**
     * The next blobs in the order of their digests. Needs memory for as many as it returns, however many there are.
     *
     * @param last where the call before ended; empty for the first
     * @param limit at least 1
     * @return fewer than {@code limit} only at the end
     */
    List<Digest> after(Optional<Digest> last, int limit) throws IOException;

    long count() throws IOException;

    /** Bytes of its file, which may not be those of the blob. */
    Lookup<Long> size(Digest digest);
}
