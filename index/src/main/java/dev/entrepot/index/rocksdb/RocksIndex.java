package dev.entrepot.index.rocksdb;

import dev.entrepot.core.index.BlobIndex;
import dev.entrepot.core.index.BlobLinks;
import dev.entrepot.core.index.TagIndex;
import dev.entrepot.core.index.UsageIndex;

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
    private final RocksUsageIndex usage;

    /** Takes over {@code database}. Two of these over one database would not see each other's writes in memory. */
    public RocksIndex(RocksDatabase database, MemoryBounds bounds) {
        this.database = database;
        this.blobs = new RocksBlobIndex(database, bounds.blobs());
        UsageBooks books = new UsageBooks(database);
        this.links = new RocksBlobLinks(database, books, bounds.links());
        this.tags = new RocksTagIndex(database, bounds.tags());
        this.usage = new RocksUsageIndex(database, books);
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

    public UsageIndex usage() {
        return usage;
    }

    @Override
    public void close() {
        database.close();
    }
}
