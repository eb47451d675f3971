package dev.entrepot.core.index;

import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Repository;
import java.util.Map;
import java.util.Optional;

/** Which repository may serve which digest: what keeps dedup from leaking private blobs. */
public interface BlobLinks {

    /** From memory, or not at all; safe on an event loop. */
    Optional<Link> ready(Repository repository, Digest digest);

    Lookup<Link> find(Repository repository, Digest digest);

    /**
     * Records what a manifest names. A claim never replaces a link that is there already.
     *
     * @throws IndexUnavailableException when it cannot be written
     */
    void claim(Repository repository, Map<Digest, Link> claims);

    /**
     * Records what the upstream answered for; replaces whatever is there. A size, a manifest that names it, and the
     * media type of the same role stay known where the proof lacks them.
     *
     * @throws IndexUnavailableException when it cannot be written
     */
    void prove(Repository repository, Digest digest, Link proven);

    /**
     * Takes back what the upstream no longer answers for.
     *
     * @throws IndexUnavailableException when it cannot be written
     */
    void remove(Repository repository, Digest digest);
}
