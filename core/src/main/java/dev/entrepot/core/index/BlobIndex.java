package dev.entrepot.core.index;

import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.oci.Digest;
import java.util.Optional;

/** What we hold. Files are found by their digest alone, so serving never needs it; permission and dedup do. */
public interface BlobIndex {

    /** From memory, or not at all; safe on an event loop. */
    Optional<BlobRecord> ready(Digest digest);

    Lookup<BlobRecord> find(Digest digest);

    /**
     * Adds or replaces; a blob that was public once stays so.
     *
     * @throws IndexUnavailableException when it cannot be written
     */
    void put(Digest digest, BlobRecord held);

    /** @throws IndexUnavailableException when it cannot be written */
    void remove(Digest digest);
}
