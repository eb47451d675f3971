package dev.entrepot.testkit.index;

import java.nio.file.Path;

class InMemoryBlobLinksTest extends BlobLinksContract {

    @Override
    protected IndexUnderTest start(Path folder) {
        return new InMemoryIndexUnderTest(new InMemoryIndex());
    }
}
