package dev.entrepot.core.blob;

import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Repository;

/** Where missing bytes come from: the bucket, a sibling replica and the upstream look the same. */
public interface BlobSource {

    /**
     * Opens a blob through a repository. Blocks until the source has answered with headers.
     *
     * @return found: the caller owns the stream; absent: the source says this repository does not have
     *     it; unreachable: also when the deadline passes
     */
    Lookup<RemoteBlob> open(Repository repository, Digest digest, Window window, Deadline deadline);

    /**
     * A stream from here turned out to be something else. It is not had from the same place again as long as there is
     * another.
     *
     * @param stream closed or not
     */
    default void refuted(Digest digest, RemoteBlob stream) {}

    /** What a stream from here is called in {@code Cache-Status} and metrics. */
    Dependency dependency();
}
