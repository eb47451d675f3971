package dev.entrepot.testkit.index;

import java.nio.file.Path;

class InMemoryBlobIndexTest extends BlobIndexContract {

    @Override
    protected IndexUnderTest start(Path folder) {
        return new InMemoryIndexUnderTest(new InMemoryIndex());
    }
}
