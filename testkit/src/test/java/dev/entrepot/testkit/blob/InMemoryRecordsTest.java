package dev.entrepot.testkit.blob;

import dev.entrepot.core.index.RepositoryCatalog;
import dev.entrepot.core.index.RepositoryRecords;

class InMemoryRecordsTest extends RepositoryRecordsContract {

    private final InMemoryRecords records = new InMemoryRecords();

    @Override
    protected RepositoryRecords records() {
        return records;
    }

    @Override
    protected RepositoryCatalog catalog() {
        return records;
    }
}
