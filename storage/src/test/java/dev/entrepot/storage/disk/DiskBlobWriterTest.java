package dev.entrepot.storage.disk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.blob.BlobStore;
import dev.entrepot.testkit.blob.BlobWriterContract;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class DiskBlobWriterTest extends BlobWriterContract {

    @TempDir
    Path root;

    private final FaultyFiles files = new FaultyFiles();
    private DataFolder data;
    private DiskBlobStore store;

    @BeforeEach
    void open() throws IOException {
        data = DataFolder.open(root, files);
        store = new DiskBlobStore(data, DiskTest.SETTINGS, BlobLedger.EMPTY, Runnable::run);
    }

    @AfterEach
    void nothingIsLeftOpen() throws IOException {
        store.close();
        data.close();
        assertThat(files.openChannels()).as("files left open").isZero();
    }

    @Override
    protected BlobStore store() {
        return store;
    }
}
