package dev.entrepot.proxy.app;

import dev.entrepot.core.blob.BlobStore;
import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.blob.Intent;
import dev.entrepot.core.health.Health;
import dev.entrepot.core.index.BlobRecord;
import dev.entrepot.core.index.IndexUnavailableException;
import dev.entrepot.core.index.RepositoryCatalog;
import dev.entrepot.core.pull.PullPorts;
import dev.entrepot.index.rocksdb.IndexOpenException;
import dev.entrepot.index.rocksdb.MemoryBounds;
import dev.entrepot.index.rocksdb.RocksDatabase;
import dev.entrepot.index.rocksdb.RocksIndex;
import dev.entrepot.storage.disk.DataFolder;
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
    private static final long INDEX_CACHE = 16 << 20;

    static Storage open(Path data, Health health, Closing parts) throws IOException {
        DataFolder folder = parts.add(DataFolder.open(data));
        PlatformThreads disk = parts.add(new PlatformThreads("disk", DISK_THREADS, DISK_QUEUE));
        IndexPorts index = index(data.resolve("index"), health, parts);
        DiskBlobStore files = parts.add(
                new DiskBlobStore(folder, DiskSettings.defaults(), new IndexedSizes(index.blobs()), disk.executor()));
        BlobStore store = new GuardedStore(files, AFTER_FAILURE, System::nanoTime);
        DiskRecords records = new DiskRecords(folder);
        PullPorts direct = new PullPorts(store, index.blobs(), index.links(), index.tags(), records);
        registerCommitted(folder, files, direct);
        PullPorts offloaded = new PullPorts(
                new OffloadedStore(store, disk),
                direct.blobs(),
                direct.links(),
                direct.tags(),
                new OffloadedRecords(records, disk));
        return new Storage(direct, offloaded, new DiskCatalog(folder));
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

    /** Without its index entrepot still serves: what the record files prove, and what the upstream confirms. */
    private static IndexPorts index(Path folder, Health health, Closing parts) {
        try {
            RocksDatabase database = parts.add(RocksDatabase.open(folder, INDEX_CACHE));
            RocksIndex index = parts.add(new RocksIndex(database, MemoryBounds.DEFAULT));
            return new IndexPorts(index.blobs(), index.links(), index.tags());
        } catch (IndexOpenException e) {
            LOG.error("the index in {} cannot be opened; serving without it: {}", folder, e.getMessage());
            health.troubled(Dependency.INDEX, Health.ONLY, String.valueOf(e.getMessage()));
            UnavailableIndex down = new UnavailableIndex(e);
            return new IndexPorts(down.blobs(), down.links(), down.tags());
        }
    }
}
