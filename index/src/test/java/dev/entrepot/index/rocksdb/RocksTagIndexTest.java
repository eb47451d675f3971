package dev.entrepot.index.rocksdb;

import dev.entrepot.testkit.index.IndexUnderTest;
import dev.entrepot.testkit.index.TagIndexContract;
import java.nio.file.Path;

class RocksTagIndexTest extends TagIndexContract {

    @Override
    protected IndexUnderTest start(Path folder) throws IndexOpenException {
        return new RocksIndexUnderTest(folder);
    }
}
