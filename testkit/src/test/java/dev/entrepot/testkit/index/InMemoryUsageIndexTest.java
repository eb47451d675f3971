package dev.entrepot.testkit.index;

import java.nio.file.Path;

class InMemoryUsageIndexTest extends UsageIndexContract {

    @Override
    protected IndexUnderTest start(Path folder) {
        return new InMemoryIndexUnderTest(new InMemoryIndex());
    }
}
