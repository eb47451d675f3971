package dev.entrepot.index.rocksdb;

import dev.entrepot.testkit.index.IndexCatalogContract;
import dev.entrepot.testkit.index.IndexUnderTest;
import java.nio.file.Path;

class RocksIndexCatalogTest extends IndexCatalogContract {

    @Override
    protected IndexUnderTest start(Path folder) throws IndexOpenException {
        return new RocksIndexUnderTest(folder);
    }
}
