package dev.entrepot.testkit.index;

import java.nio.file.Path;

class InMemoryIndexCatalogTest extends IndexCatalogContract {

    @Override
    protected IndexUnderTest start(Path folder) {
        return new InMemoryIndexUnderTest(new InMemoryIndex());
    }
}
