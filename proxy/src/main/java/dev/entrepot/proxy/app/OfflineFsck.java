package dev.entrepot.proxy.app;

import dev.entrepot.config.Configuration;
import dev.entrepot.core.blob.Pace;
import dev.entrepot.core.diagnosis.Watch;
import dev.entrepot.core.fsck.Finding;
import dev.entrepot.core.fsck.Fsck;
import dev.entrepot.core.fsck.FsckOptions;
import dev.entrepot.core.fsck.FsckReport;
import dev.entrepot.core.fsck.FsckSources;
import dev.entrepot.core.fsck.Grace;
import dev.entrepot.core.pull.PullPorts;
import dev.entrepot.core.rebuild.IndexRebuild;
import dev.entrepot.index.rocksdb.IndexOpenException;
import dev.entrepot.index.rocksdb.IndexOpenException.Reason;
import dev.entrepot.index.rocksdb.MemoryBounds;
import dev.entrepot.index.rocksdb.RocksIndex;
import dev.entrepot.proxy.fsck.FileJournal;
import dev.entrepot.proxy.manifest.JsonManifestReader;
import dev.entrepot.storage.disk.BlobLedger;
import dev.entrepot.storage.disk.DataFolder;
import dev.entrepot.storage.disk.DiskBlobCatalog;
import dev.entrepot.storage.disk.DiskBlobStore;
import dev.entrepot.storage.disk.DiskCatalog;
import dev.entrepot.storage.disk.DiskLeftovers;
import dev.entrepot.storage.disk.DiskRecords;
import dev.entrepot.storage.disk.DiskSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A check of a data folder that no proxy has open. Without a repair nothing in it is changed but the journal. */
public final class OfflineFsck implements AutoCloseable {

    private final Closing parts = new Closing();
    private final boolean repairs;
    private final Fsck fsck;
    private final Optional<IndexRebuild> rebuild;
    private final @Nullable RocksIndex index;

    /** Why the index could not be used as it was. */
    private final Optional<String> lost;

    /**
     * Takes the folder's lock.
     *
     * @throws dev.entrepot.storage.disk.DataFolderInUseException when a proxy has it
     * @throws IOException when it is none, or its index is a newer one's
     */
    public OfflineFsck(Configuration configuration, FsckOptions options, Pace pace) throws IOException {
        Path data = configuration.data();
        repairs = options.repair();
        try {
            DataFolder folder = parts.add(DataFolder.openAsItIs(data));
            DiskBlobStore store =
                    parts.add(new DiskBlobStore(folder, DiskSettings.defaults(), BlobLedger.EMPTY, Runnable::run));
            Opened opened = open(IndexFolder.of(configuration, Watch.NOOP), options.repair());
            index = opened.index();
            if (index != null) {
                parts.add(index);
            }
            lost = opened.lost();
            IndexPorts ports = index == null
                    ? UnavailableIndex.because(new IOException("the index is lost"))
                    : IndexPorts.of(index);
            if (index != null && options.repair()) {
                // Who goes meanwhile is not written down: the next start compares.
                ports.usage().setComplete(false);
            }
            DiskRecords records = new DiskRecords(folder);
            PullPorts all = new PullPorts(store, ports.blobs(), ports.links(), ports.tags(), records);
            FsckSources sources = new FsckSources(
                    all,
                    new DiskBlobCatalog(folder),
                    new DiskCatalog(folder),
                    ports.catalog(),
                    new DiskLeftovers(folder, digest -> false, Duration.ZERO, InstantSource.system()),
                    new JsonManifestReader());
            fsck = new Fsck(sources, options, Grace.NONE, new FileJournal(data), pace);
            rebuild = options.repair() && lost.isPresent()
                    ? Optional.of(new IndexRebuild(all, sources.records(), sources.files()))
                    : Optional.empty();
        } catch (IOException | RuntimeException e) {
            parts.close();
            throw e;
        }
    }

    /** @param lost why it is to be filled again */
    private record Opened(@Nullable RocksIndex index, Optional<String> lost) {}

    private static Opened open(IndexFolder folder, boolean repair) throws IOException {
        boolean isMissing = Files.notExists(folder.path().resolve("CURRENT"));
        if (isMissing && !repair) {
            return new Opened(null, Optional.of("there is none"));
        }
        try {
            RocksIndex index = new RocksIndex(folder.open(), MemoryBounds.DEFAULT);
            return new Opened(index, isMissing ? Optional.of("there was none") : Optional.empty());
        } catch (IndexOpenException e) {
            if (e.reason() != Reason.CORRUPT) {
                throw e;
            }
            Optional<String> damaged = Optional.of("it is damaged: " + e.getMessage());
            if (!repair) {
                return new Opened(null, damaged);
            }
            folder.setAside();
            return new Opened(new RocksIndex(folder.open(), MemoryBounds.DEFAULT), damaged);
        }
    }

    /** For its progress, from any thread. */
    public Fsck fsck() {
        return fsck;
    }

    /** Runs it to its end, or to an interrupt. */
    public void run() throws IOException, InterruptedException {
        if (lost.isPresent()) {
            boolean rebuilt = rebuild.isPresent() && isRebuilt(rebuild.get());
            fsck.found(Finding.Kind.INDEX_LOST, "the index", lost.get(), rebuilt);
        }
        FsckReport report = fsck.run();
        if (repairs && report.isSound() && index != null) {
            index.setComplete(true);
        }
    }

    private boolean isRebuilt(IndexRebuild rebuilding) throws IOException, InterruptedException {
        return rebuilding.run(progress -> {}).isComplete();
    }

    @Override
    public void close() {
        parts.close();
    }
}
