package dev.entrepot.core.index;

import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Reference;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * Everything the index knows, a page at a time in the order of its keys. For checking, never for a client's request.
 *
 * <p>A page has fewer than {@code limit} entries, at least 1, only at the end. A record that cannot be read is passed over.
 */
public interface IndexCatalog {

    /** @param last where the page before ended; empty for the first */
    Lookup<SequencedMap<Digest, BlobRecord>> blobs(Optional<Digest> last, int limit);

    /** @param last where the page before ended; empty for the first */
    Lookup<SequencedMap<Reference.ByDigest, Link>> links(Optional<Reference.ByDigest> last, int limit);

    /** @param last where the page before ended; empty for the first */
    Lookup<SequencedMap<Reference.ByTag, TagEntry>> tags(Optional<Reference.ByTag> last, int limit);
}
