package dev.entrepot.testkit.blob;

import dev.entrepot.core.blob.BlobCatalog;
import dev.entrepot.core.blob.BlobStore;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class TempFileBlobCatalogTest extends BlobCatalogContract {

    @TempDir
    Path folder;

    private TempFileBlobStore store;

    @BeforeEach
    void open() {
        store = new TempFileBlobStore(folder);
    }

    @Override
    protected BlobStore store() {
        return store;
    }

    @Override
    protected BlobCatalog catalog() {
        return store;
    }
}
