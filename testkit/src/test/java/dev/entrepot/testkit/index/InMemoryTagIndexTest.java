package dev.entrepot.testkit.index;

import java.nio.file.Path;

class InMemoryTagIndexTest extends TagIndexContract {

    @Override
    protected IndexUnderTest start(Path folder) {
        return new InMemoryIndexUnderTest(new InMemoryIndex());
    }
}
