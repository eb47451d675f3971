package dev.entrepot.proxy.app;

import dev.entrepot.core.blob.BlobStore;
import dev.entrepot.core.blob.Intent;
import dev.entrepot.core.fsck.IndexRebuild;
import dev.entrepot.core.health.Health;
import dev.entrepot.core.index.BlobRecord;
import dev.entrepot.core.index.IndexUnavailableException;
import dev.entrepot.core.index.RepositoryCatalog;
import dev.entrepot.core.pull.PullPorts;
import dev.entrepot.storage.disk.DataFolder;
import dev.entrepot.storage.disk.DiskBlobCatalog;
import dev.entrepot.storage.disk.DiskBlobStore;
import dev.entrepot.storage.disk.DiskCatalog;
import dev.entrepot.storage.disk.DiskRecords;
import dev.entrepot.storage.disk.DiskSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is kept, and where.
 *
 * @param onThisThread for threads that may block on files: the fill pool
 * @param catalog of the record files, for threads that may block on files
 * @param fromAnywhere for virtual threads: file work is handed to platform threads
 */
record Storage(PullPorts onThisThread, PullPorts fromAnywhere, RepositoryCatalog catalog) {

    private static final Logger LOG = LoggerFactory.getLogger(Storage.class);

    private static final int DISK_THREADS = 8;
    private static final int DISK_QUEUE = 4096;
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(10);
    private static final Duration INDEX_RETRY = Duration.ofSeconds(30);

    static Storage open(Path data, Health health, Closing parts) throws IOException {
        DataFolder folder = parts.add(DataFolder.open(data));
        PlatformThreads disk = parts.add(new PlatformThreads("disk", DISK_THREADS, DISK_QUEUE));
        IndexKeeper keeper = parts.add(new IndexKeeper(data.resolve("index"), health, INDEX_RETRY));
        IndexPorts index = keeper.open(folder.isNew());
        DiskBlobStore files = parts.add(
                new DiskBlobStore(folder, DiskSettings.defaults(), new IndexedSizes(index.blobs()), disk.executor()));
        BlobStore store = new GuardedStore(files, AFTER_FAILURE, System::nanoTime);
        DiskRecords records = new DiskRecords(folder);
        DiskCatalog catalog = new DiskCatalog(folder);
        PullPorts direct = new PullPorts(store, index.blobs(), index.links(), index.tags(), records);
        keeper.start(
                new IndexRebuild(direct, catalog, new DiskBlobCatalog(folder)),
                () -> registerCommitted(folder, files, direct));
        PullPorts offloaded = new PullPorts(
                new OffloadedStore(store, disk),
                direct.blobs(),
                direct.links(),
                direct.tags(),
                new OffloadedRecords(records, disk));
        return new Storage(direct, offloaded, catalog);
    }

    /** Blobs an earlier process committed, and was killed before it could register them. */
    private static void registerCommitted(DataFolder folder, DiskBlobStore store, PullPorts ports) {
        for (Intent intent : folder.unregistered()) {
            try {
                ports.blobs().put(intent.digest(), new BlobRecord(intent.size(), false));
                store.forgetIntent(intent.digest());
            } catch (IndexUnavailableException e) {
                LOG.warn("{} stays unregistered: {}", intent.digest(), e.toString());
            }
        }
    }
}
