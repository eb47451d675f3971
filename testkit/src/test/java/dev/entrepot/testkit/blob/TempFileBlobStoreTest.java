package dev.entrepot.testkit.blob;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.blob.BlobStore;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class TempFileBlobStoreTest extends BlobStoreContract {

    @TempDir
    Path folder;

    private TempFileBlobStore store;

    @BeforeEach
    void open() {
        store = new TempFileBlobStore(folder);
    }

    @AfterEach
    void nothingIsLeftOpen() {
        assertThat(store.openFiles()).isZero();
    }

    @Override
    protected BlobStore store() {
        return store;
    }
}
