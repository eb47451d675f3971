package dev.entrepot.index.rocksdb;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.entrepot.core.index.BlobIndex;
import dev.entrepot.core.index.BlobLinks;
import dev.entrepot.core.index.IndexCatalog;
import dev.entrepot.core.index.IndexUnavailableException;
import dev.entrepot.core.index.TagIndex;
import dev.entrepot.core.index.UsageIndex;
import dev.entrepot.core.upload.UploadQueue;
import java.time.InstantSource;
import java.util.Optional;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/**
 * The registration index over one database, which it owns and closes.
 *
 * <p>After {@link #close} memory still answers, reads are unreachable and writes fail, as with any index that is down.
 */
public final class RocksIndex implements AutoCloseable {

    private static final byte[] COMPLETE = "complete".getBytes(US_ASCII);

    private final RocksDatabase database;
    private final RocksBlobIndex blobs;
    private final RocksBlobLinks links;
    private final RocksTagIndex tags;
    private final RocksUsageIndex usage;
    private final RocksUploadQueue uploads;

    /** One that leaves alone what is owed to a bucket, for looking at an index. */
    public RocksIndex(RocksDatabase database, MemoryBounds bounds) {
        this(database, bounds, new RocksUploadQueue(database));
    }

    /**
     * Takes over {@code database}. Two of these over one database would not see each other's writes in memory.
     *
     * @param bucket a name for the bucket to which every blob is owed from its registration on, if there is one
     */
    public RocksIndex(RocksDatabase database, MemoryBounds bounds, Optional<String> bucket, InstantSource clock) {
        this(database, bounds, new RocksUploadQueue(database, bucket, clock));
    }

    private RocksIndex(RocksDatabase database, MemoryBounds bounds, RocksUploadQueue uploads) {
        this.database = database;
        this.uploads = uploads;
        this.blobs = new RocksBlobIndex(database, uploads, bounds.blobs());
        UsageBooks books = new UsageBooks(database);
        this.links = new RocksBlobLinks(database, books, bounds.links());
        this.tags = new RocksTagIndex(database, bounds.tags());
        this.usage = new RocksUsageIndex(database, books);
    }

    public BlobIndex blobs() {
        return blobs;
    }

    public BlobLinks links() {
        return links;
    }

    public TagIndex tags() {
        return tags;
    }

    public UsageIndex usage() {
        return usage;
    }

    public UploadQueue uploads() {
        return uploads;
    }

    /**
     * Whether a blob is owed to the bucket from its registration on, as is so at first. While an index is made anew it had
     * better not be: all blobs at once are more than may wait, and what of them lies in the bucket a survey finds out.
     */
    public void queueWhatIsRegistered(boolean from) {
        uploads.queueWhatIsRegistered(from);
    }

    public IndexCatalog catalog() {
        return new RocksIndexCatalog(database);
    }

    /** Whether it was said to know everything the files know; false for a new one. */
    public boolean isComplete() throws IndexUnavailableException {
        try {
            return database.get(Family.META, COMPLETE) != null;
        } catch (RocksDBException e) {
            throw new IndexUnavailableException("the index does not say whether it is complete", e);
        }
    }

    /** Survives a power cut. */
    public void setComplete(boolean complete) throws IndexUnavailableException {
        try {
            if (complete) {
                database.put(Family.META, COMPLETE, new byte[] {1});
            } else {
                database.delete(Family.META, COMPLETE);
            }
            database.sync();
        } catch (RocksDBException e) {
            throw new IndexUnavailableException("the index cannot note whether it is complete", e);
        }
    }

    /**
     * Whether something failed because files of the index are damaged, so that only a new one helps.
     *
     * @param failure what a {@link dev.entrepot.core.blob.Lookup.Unreachable} or an exception carries
     */
    public static boolean isDamage(Throwable failure) {
        return failure instanceof RocksDBException error
                && error.getStatus() != null
                && error.getStatus().getCode() == Status.Code.Corruption;
    }

    @Override
    public void close() {
        database.close();
    }
}
