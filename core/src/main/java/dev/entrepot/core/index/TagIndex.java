package dev.entrepot.core.index;

import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.oci.Reference;
import java.util.Optional;

/** Which digest a tag named. */
public interface TagIndex {

    /** From memory, or not at all; safe on an event loop. */
    Optional<TagEntry> ready(Reference.ByTag tag);

    Lookup<TagEntry> find(Reference.ByTag tag);

    /** @throws IndexUnavailableException when it cannot be written */
    void put(Reference.ByTag tag, TagEntry entry);

    /** @throws IndexUnavailableException when it cannot be written */
    void remove(Reference.ByTag tag);
}
