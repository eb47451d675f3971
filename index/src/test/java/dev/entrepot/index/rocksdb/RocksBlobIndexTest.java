package dev.entrepot.index.rocksdb;

import dev.entrepot.testkit.index.BlobIndexContract;
import dev.entrepot.testkit.index.IndexUnderTest;
import java.nio.file.Path;

class RocksBlobIndexTest extends BlobIndexContract {

    @Override
    protected IndexUnderTest start(Path folder) throws IndexOpenException {
        return new RocksIndexUnderTest(folder);
    }
}
