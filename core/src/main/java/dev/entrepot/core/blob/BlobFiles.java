package dev.entrepot.core.blob;

import dev.entrepot.core.oci.Digest;
import java.io.IOException;
import java.time.Instant;
import java.util.List;

/** Which files there are, whatever the index says. Walks folders: for housekeeping, never for a client's request. */
public interface BlobFiles {

    /** A file, and when it was written to last. */
    record BlobFile(Digest digest, long size, Instant modified) {}

    interface Visitor {
        void visit(BlobFile file) throws IOException;
    }

    /** Visits every blob that is held; one that comes or goes meanwhile may be visited or not. */
    void each(Visitor visitor) throws IOException;

    /** Bytes of its file, which may not be those of the blob. */
    Lookup<Long> size(Digest digest);

    /** What is left of attempts that nobody continues right now. */
    List<BlobFile> partials() throws IOException;

    /** @return false when it is arriving again, or the disk refuses */
    boolean dropPartial(Digest digest);
}
