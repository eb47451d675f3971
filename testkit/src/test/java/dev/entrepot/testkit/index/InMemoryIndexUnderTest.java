package dev.entrepot.testkit.index;

import dev.entrepot.core.index.BlobIndex;
import dev.entrepot.core.index.BlobLinks;
import dev.entrepot.core.index.IndexCatalog;
import dev.entrepot.core.index.TagIndex;
import dev.entrepot.core.index.UsageIndex;
import java.io.IOException;

record InMemoryIndexUnderTest(InMemoryIndex index) implements IndexUnderTest {

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
        index.forgetMemory();
    }

    @Override
    public void takeDown() {
        index.failWith(new IOException("down"));
    }

    @Override
    public void close() {}
}
