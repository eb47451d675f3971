package dev.entrepot.proxy.app;

import dev.entrepot.config.Configuration;
import dev.entrepot.core.blob.BlobStore;
import dev.entrepot.core.blob.Intent;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.diagnosis.Watch;
import dev.entrepot.core.diagnosis.Work;
import dev.entrepot.core.evict.Books;
import dev.entrepot.core.evict.Evicting;
import dev.entrepot.core.evict.Watermarks;
import dev.entrepot.core.fsck.FsckSources;
import dev.entrepot.core.health.Health;
import dev.entrepot.core.index.BlobRecord;
import dev.entrepot.core.index.IndexUnavailableException;
import dev.entrepot.core.index.RepositoryCatalog;
import dev.entrepot.core.index.RepositoryRecords;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.pin.FollowedRecords;
import dev.entrepot.core.pin.Pins;
import dev.entrepot.core.pin.UnrecordedManifests;
import dev.entrepot.core.pull.PullPorts;
import dev.entrepot.core.rebuild.IndexRebuild;
import dev.entrepot.core.upload.Outbox;
import dev.entrepot.core.upload.OwedRecords;
import dev.entrepot.core.upload.SparedUploads;
import dev.entrepot.core.upload.Survey;
import dev.entrepot.core.upload.UploadEntry;
import dev.entrepot.core.upload.UploadItem;
import dev.entrepot.core.upload.UploadQueue;
import dev.entrepot.proxy.bucket.ConfiguredBucket;
import dev.entrepot.proxy.degraded.Degradation;
import dev.entrepot.proxy.manifest.JsonManifestReader;
import dev.entrepot.proxy.metrics.HeldReads;
import dev.entrepot.storage.disk.DataFolder;
import dev.entrepot.storage.disk.DiskBlobCatalog;
import dev.entrepot.storage.disk.DiskBlobFiles;
import dev.entrepot.storage.disk.DiskBlobStore;
import dev.entrepot.storage.disk.DiskCatalog;
import dev.entrepot.storage.disk.DiskLeftovers;
import dev.entrepot.storage.disk.DiskPins;
import dev.entrepot.storage.disk.DiskRecords;
import dev.entrepot.storage.disk.DiskSettings;
import dev.entrepot.storage.disk.DiskSpace;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is kept, and where.
 *
 * @param data the folder
 * @param onThisThread for threads that may block on files: the fill pool
 * @param catalog of the record files, for threads that may block on files
 * @param catalogFromAnywhere the same for virtual threads
 * @param checked what a check compares with what, for threads that may block on files
 * @param owed to the bucket, if there is one
 * @param degradation what of all this is down
 * @param fromAnywhere for virtual threads: file work is handed to platform threads
 */
record Storage(
        Path data,
        PullPorts onThisThread,
        PullPorts fromAnywhere,
        RepositoryCatalog catalog,
        RepositoryCatalog catalogFromAnywhere,
        FsckSources checked,
        Housekeeping housekeeping,
        Owed owed,
        Degradation degradation) {

    /**
     * What is owed to the bucket, and where it is read.
     *
     * @param files read without being noted as a use
     * @param whenIndexIsWhole takes who is to be told whenever the index has come to know everything again
     * @param surveying takes who knows whether more may be owed than is queued
     */
    record Owed(
            UploadQueue queue,
            BlobStore files,
            RepositoryRecords records,
            Survey.Held held,
            SparedUploads spared,
            Consumer<Runnable> whenIndexIsWhole,
            Consumer<BooleanSupplier> surveying) {}

    /** Who hears of what goes, of what turns out to be damaged or need not be sent, and of how disk and index do. */
    record Watchers(Evicting evicting, HeldReads reads, SparedUploads.Listener spared, Watch watch) {}

    private static final Logger LOG = LoggerFactory.getLogger(Storage.class);

    private static final int DISK_THREADS = 8;
    private static final int DISK_QUEUE = 4096;
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(10);
    /** Longer than a blob waits to be sent, unless the bucket is down. */
    private static final Duration BROUGHT_FOR = Duration.ofHours(1);

    private static final int BROUGHT = 10_000;
    private static final Duration INDEX_RETRY = Duration.ofSeconds(30);

    /** Nobody takes so long to write a record, or a manifest. */
    private static final Duration LEFTOVER_AGE = Duration.ofHours(1);

    static Storage open(Configuration configuration, Health health, Watchers watchers, Closing parts)
            throws IOException {
        Path data = configuration.data();
        Watch watch = watchers.watch();
        DataFolder folder = parts.add(DataFolder.open(data, watch));
        PlatformThreads disk = parts.add(
                new PlatformThreads("disk", DISK_THREADS, DISK_QUEUE, PlatformThreads.Wait.of(Work.DISK_QUEUE, watch)));
        IndexKeeper keeper = parts.add(new IndexKeeper(
                IndexFolder.of(configuration, watch),
                health,
                INDEX_RETRY,
                ConfiguredBucket.identity(configuration.bucket())));
        IndexPorts index = keeper.open(folder.isNew());
        Degradation degradation = new Degradation(keeper::takesWrites);
        DiskBlobStore files = parts.add(new DiskBlobStore(
                folder,
                DiskSettings.defaults(),
                new IndexedSizes(index.blobs(), index.usage(), watchers.reads()),
                disk.executor()));
        DiskRecords written = new DiskRecords(folder);
        Pins pins = new Pins(
                new DiskPins(folder),
                written,
                new UnrecordedManifests(files, new JsonManifestReader()),
                InstantSource.system());
        RepositoryRecords records = owing(configuration, index, new FollowedRecords(written, pins));
        AtomicReference<BooleanSupplier> surveying = new AtomicReference<>(() -> true);
        Housekeeping housekeeping = parts.add(new Housekeeping(
                new Housekeeping.Means(
                        new GuardedStore(files, watchers.reads(), AFTER_FAILURE, System::nanoTime),
                        new DiskBlobFiles(folder, files),
                        new Books(index.blobs(), index.usage(), InstantSource.system()),
                        new DiskSpace(folder),
                        configuration.bucket().isUsed()
                                ? digest -> isOwed(index.uploads(), digest, surveying.get())
                                : digest -> false,
                        watchers.evicting(),
                        watch),
                new Watermarks(
                        configuration.capacity().bytes(),
                        configuration.minFree().bytes()),
                pins));
        BlobStore store = housekeeping.store();
        DiskCatalog catalog = new DiskCatalog(folder);
        PullPorts direct = new PullPorts(store, index.blobs(), index.links(), index.tags(), records);
        DiskBlobCatalog held = new DiskBlobCatalog(folder);
        List<Intent> committed = new CopyOnWriteArrayList<>(folder.unregistered());
        List<Runnable> whenIndexIsWhole = new CopyOnWriteArrayList<>();
        keeper.start(new IndexRebuild(direct, catalog, held), () -> {
            register(committed, files, direct);
            housekeeping.indexReplaced();
            whenIndexIsWhole.forEach(Runnable::run);
        });
        housekeeping.start();
        SparedUploads spared = new SparedUploads(
                new SparedUploads.Sources(index.links(), index.blobs(), index.uploads()),
                CaffeineMemory.forgettingAfter(BROUGHT_FOR, BROUGHT),
                watchers.spared());
        PullPorts pulling = configuration.bucket().isUsed()
                ? new PullPorts(store, index.blobs(), spared, index.tags(), records)
                : direct;
        PullPorts offloaded = new PullPorts(
                new OffloadedStore(store, disk),
                direct.blobs(),
                pulling.links(),
                direct.tags(),
                new OffloadedRecords(records, disk));
        DiskLeftovers leftovers = new DiskLeftovers(folder, files::isArriving, LEFTOVER_AGE, InstantSource.system());
        FsckSources checked =
                new FsckSources(direct, held, catalog, index.catalog(), leftovers, new JsonManifestReader());
        Owed owed = new Owed(
                index.uploads(),
                files,
                written,
                new Survey.Held(index.catalog(), catalog, written),
                spared,
                whenIndexIsWhole::add,
                surveying::set);
        return new Storage(
                data,
                pulling,
                offloaded,
                catalog,
                new OffloadedCatalog(catalog, disk),
                checked,
                housekeeping,
                owed,
                degradation);
    }

    private static RepositoryRecords owing(Configuration configuration, IndexPorts index, RepositoryRecords records) {
        return configuration.bucket().isUsed()
                ? new OwedRecords(records, new Outbox(index.uploads(), InstantSource.system()))
                : records;
    }

    /** What is not in the bucket yet stays here. */
    private static boolean isOwed(UploadQueue queue, Digest digest, BooleanSupplier surveying) {
        return switch (queue.find(new UploadItem.Blob(digest))) {
            case Lookup.Found<UploadEntry> found -> found.value().isOnlyHere();
            case Lookup.Absent<UploadEntry> none -> surveying.getAsBoolean();
            // Nobody can tell, and this may be the only copy.
            case Lookup.Unreachable<UploadEntry> index -> true;
        };
    }

    private static void register(List<Intent> committed, DiskBlobStore store, PullPorts ports) {
        committed.removeIf(intent -> isRegistered(intent, store, ports));
    }

    /** An earlier process committed it, and was killed before it could register it. */
    private static boolean isRegistered(Intent intent, DiskBlobStore store, PullPorts ports) {
        try {
            ports.blobs().put(intent.digest(), new BlobRecord(intent.size(), false));
            store.forgetIntent(intent.digest());
            return true;
        } catch (IndexUnavailableException e) {
            LOG.warn("{} stays unregistered: {}", intent.digest(), e.toString());
            return false;
        }
    }
}
