package dev.entrepot.testkit.index;

import dev.entrepot.core.index.BlobIndex;
import dev.entrepot.core.index.BlobLinks;
import dev.entrepot.core.index.IndexCatalog;
import dev.entrepot.core.index.TagIndex;
import dev.entrepot.core.index.UsageIndex;

/** A running index, as the contracts see it. The ports are asked for anew after each {@link #forgetMemory}. */
public interface IndexUnderTest extends AutoCloseable {

    BlobIndex blobs();

    BlobLinks links();

    TagIndex tags();

    UsageIndex usage();

    IndexCatalog catalog();

    /** As a restart does: what was written stays, what was in memory goes. */
    void forgetMemory();

    /** From here on nothing can be read or written. */
    void takeDown();

    @Override
    void close();
}
