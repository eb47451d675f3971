package dev.entrepot.index.rocksdb;

import dev.entrepot.core.index.BlobIndex;
import dev.entrepot.core.index.BlobLinks;
import dev.entrepot.core.index.IndexCatalog;
import dev.entrepot.core.index.TagIndex;
import dev.entrepot.core.index.UsageIndex;
import dev.entrepot.testkit.index.IndexUnderTest;
import java.nio.file.Path;

final class RocksIndexUnderTest implements IndexUnderTest {

    static final long CACHE = 8 << 20;

    private final RocksDatabase database;
    private RocksIndex index;

    RocksIndexUnderTest(Path folder) throws IndexOpenException {
        database = RocksDatabase.open(folder, CACHE);
        index = new RocksIndex(database, MemoryBounds.DEFAULT);
    }

    @Override
    public BlobIndex blobs() {
        return index.blobs();
    }

    @Override
    public BlobLinks links() {
        return index.links();
    }

    @Override
    public TagIndex tags() {
        return index.tags();
    }

    @Override
    public IndexCatalog catalog() {
        return index.catalog();
    }

    @Override
    public UsageIndex usage() {
        return index.usage();
    }

    @Override
    public void forgetMemory() {
        index = new RocksIndex(database, MemoryBounds.DEFAULT);
    }

    @Override
    public void takeDown() {
        database.close();
    }

    @Override
    public void close() {
        database.close();
    }
}
