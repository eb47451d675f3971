package dev.entrepot.index.rocksdb;

import dev.entrepot.testkit.index.BlobLinksContract;
import dev.entrepot.testkit.index.IndexUnderTest;
import java.nio.file.Path;

class RocksBlobLinksTest extends BlobLinksContract {

    @Override
    protected IndexUnderTest start(Path folder) throws IndexOpenException {
        return new RocksIndexUnderTest(folder);
    }
}
