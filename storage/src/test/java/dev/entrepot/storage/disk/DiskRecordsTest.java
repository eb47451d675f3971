package dev.entrepot.storage.disk;

import dev.entrepot.core.index.RepositoryCatalog;
import dev.entrepot.core.index.RepositoryRecords;
import dev.entrepot.testkit.blob.RepositoryRecordsContract;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class DiskRecordsTest extends RepositoryRecordsContract {

    @TempDir
    Path root;

    private DataFolder data;
    private DiskRecords records;

    @BeforeEach
    void open() throws IOException {
        data = DataFolder.open(root);
        records = new DiskRecords(data);
    }

    @AfterEach
    void close() throws IOException {
        data.close();
    }

    @Override
    protected RepositoryRecords records() {
        return records;
    }

    @Override
    protected RepositoryCatalog catalog() {
        return new DiskCatalog(data);
    }
}
