package dev.entrepot.index.rocksdb;

import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.index.TagEntry;
import dev.entrepot.core.index.TagIndex;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.index.record.TagRecords;
import java.util.Optional;

/**
 * Which digest a tag named, in the column family {@code tags}. No write waits for the disk: a touch that is lost costs
 * one question to the upstream.
 */
final class RocksTagIndex implements TagIndex {

    private final CachedFamily<Reference.ByTag, TagEntry> tags;

    RocksTagIndex(RocksDatabase database, int maxInMemory) {
        this.tags = new CachedFamily<>(database, Family.TAGS, new TagRecords(), maxInMemory);
    }

    @Override
    public Optional<TagEntry> ready(Reference.ByTag tag) {
        return tags.ready(tag);
    }

    @Override
    public Lookup<TagEntry> find(Reference.ByTag tag) {
        return tags.find(tag);
    }

    @Override
    public void put(Reference.ByTag tag, TagEntry entry) {
        tags.put(tag, entry);
    }

    @Override
    public void remove(Reference.ByTag tag) {
        tags.remove(tag);
    }
}
