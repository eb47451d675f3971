package dev.entrepot.index.rocksdb;

import dev.entrepot.core.index.BlobIndex;
import dev.entrepot.core.index.BlobLinks;
import dev.entrepot.core.index.TagIndex;

/**
 * The registration index over one database, which it owns and closes.
 *
 * <p>After {@link #close} memory still answers, reads are unreachable and writes fail, as with any index that is down.
 */
public final class RocksIndex implements AutoCloseable {

    private final RocksDatabase database;
    private final RocksBlobIndex blobs;
    private final RocksBlobLinks links;
    private final RocksTagIndex tags;

    /** Takes over {@code database}. Two of these over one database would not see each other's writes in memory. */
    public RocksIndex(RocksDatabase database, MemoryBounds bounds) {
        this.database = database;
        this.blobs = new RocksBlobIndex(database, bounds.blobs());
        this.links = new RocksBlobLinks(database, bounds.links());
        this.tags = new RocksTagIndex(database, bounds.tags());
    }

    public BlobIndex blobs() {
        return blobs;
    }

    public BlobLinks links() {
        return links;
    }

    public TagIndex tags() {
        return tags;
    }

    @Override
    public void close() {
        database.close();
    }
}
