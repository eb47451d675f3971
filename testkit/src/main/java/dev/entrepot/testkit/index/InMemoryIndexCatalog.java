package dev.entrepot.testkit.index;

import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.index.BlobRecord;
import dev.entrepot.core.index.IndexCatalog;
import dev.entrepot.core.index.Link;
import dev.entrepot.core.index.TagEntry;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Reference;
import java.util.Comparator;
import java.util.Optional;
import java.util.SequencedMap;

record InMemoryIndexCatalog(
        FaultyTable<Digest, BlobRecord> blobs,
        FaultyTable<Reference.ByDigest, Link> links,
        FaultyTable<Reference.ByTag, TagEntry> tags)
        implements IndexCatalog {

    @Override
    public Lookup<SequencedMap<Digest, BlobRecord>> blobs(Optional<Digest> last, int limit) {
        return blobs.page(last, limit, Comparator.naturalOrder());
    }

    @Override
    public Lookup<SequencedMap<Reference.ByDigest, Link>> links(Optional<Reference.ByDigest> last, int limit) {
        return links.page(last, limit, Comparator.comparing(Object::toString));
    }

    @Override
    public Lookup<SequencedMap<Reference.ByTag, TagEntry>> tags(Optional<Reference.ByTag> last, int limit) {
        return tags.page(last, limit, Comparator.comparing(Object::toString));
    }
}
