package dev.entrepot.storage.disk;

import dev.entrepot.core.blob.BlobCatalog;
import dev.entrepot.core.blob.BlobStore;
import dev.entrepot.testkit.blob.BlobCatalogContract;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class DiskBlobCatalogTest extends BlobCatalogContract {

    @TempDir
    Path root;

    private DataFolder data;
    private DiskBlobStore store;

    @BeforeEach
    void open() throws IOException {
        data = DataFolder.open(root);
        store = new DiskBlobStore(data, DiskTest.SETTINGS, BlobLedger.EMPTY, Runnable::run);
    }

    @AfterEach
    void close() throws IOException {
        store.close();
        data.close();
    }

    @Override
    protected BlobStore store() {
        return store;
    }

    @Override
    protected BlobCatalog catalog() {
        return new DiskBlobCatalog(data);
    }
}
