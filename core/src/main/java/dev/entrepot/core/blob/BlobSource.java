package dev.entrepot.core.blob;

import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Repository;
import java.util.function.UnaryOperator;

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

    /** All of a blob was read and is what its digest says, wherever it came from; so this is its size. */
    default void verified(Digest digest, long size) {}

    /**
     * Whether the blob is had without an upstream being asked, as far as a question tells that costs no upstream anything.
     * Blocks for a moment.
     */
    default boolean sparesUpstreams(Repository repository, Digest digest, Deadline deadline) {
        return false;
    }

    /** The same, asking upstreams by what {@code how} makes of them. */
    default BlobSource askingUpstreamsBy(UnaryOperator<BlobSource> how) {
        return how.apply(this);
    }

    /** The same without anything that stands before the upstreams. */
    default BlobSource upstreamsOnly() {
        return this;
    }

    /** What a stream from here is called in {@code Cache-Status} and metrics. */
    Dependency dependency();
}
