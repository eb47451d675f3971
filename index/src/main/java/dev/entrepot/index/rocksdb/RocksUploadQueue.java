package dev.entrepot.index.rocksdb;

import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.index.IndexUnavailableException;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.upload.UploadEntry;
import dev.entrepot.core.upload.UploadItem;
import dev.entrepot.core.upload.UploadQueue;
import dev.entrepot.core.upload.UploadTotals;
import dev.entrepot.index.record.RecordFormatException;
import dev.entrepot.index.record.UploadRecords;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is owed to the bucket, in the column family {@code uploads}. No write waits for the disk: a power cut that takes the
 * last of them takes the registrations they belong to as well, and the survey after it finds both.
 *
 * <p>One change at a time. Its lock is taken last, inside that of a blob's record.
 */
final class RocksUploadQueue implements UploadQueue {

    private static final Logger LOG = LoggerFactory.getLogger(RocksUploadQueue.class);
    private static final byte[] BUCKET = "uploads-bucket".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SURVEYED = "uploads-surveyed".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NOTHING = {};
    private static final byte[] YES = {1};

    private final RocksDatabase database;
    private final InstantSource clock;
    private final boolean isOwed;
    private final UploadRecords records = new UploadRecords();
    private final Lock oneAtATime = new ReentrantLock();
    private volatile UploadTotals totals = UploadTotals.NONE;
    private volatile boolean isQueueing = true;

    /** Leaves everything as it is. */
    RocksUploadQueue(RocksDatabase database) {
        this.database = database;
        this.clock = InstantSource.system();
        this.isOwed = false;
    }

    /** @param bucket to which everything is owed; what is known of another is forgotten. Empty: nothing is owed */
    RocksUploadQueue(RocksDatabase database, Optional<String> bucket, InstantSource clock) {
        this.database = database;
        this.clock = clock;
        this.isOwed = bucket.isPresent();
        try {
            byte[] now = bucket.orElse("").getBytes(StandardCharsets.UTF_8);
            if (!Arrays.equals(now, database.get(Family.META, BUCKET))) {
                begin(now);
            }
            totals = counted();
        } catch (RocksDBException e) {
            LOG.warn("What is owed to the bucket is not known: {}", e.toString());
        }
    }

    private void begin(byte[] bucket) throws RocksDBException {
        database.write(batch -> {
            batch.deleteRange(Family.UPLOADS, new byte[] {UploadRecords.ENTRY}, new byte[] {UploadRecords.FAILED + 1});
            batch.delete(Family.META, SURVEYED);
            batch.put(Family.META, BUCKET, bucket);
        });
    }

    /** Reads what waits, and nothing else. */
    private UploadTotals counted() throws RocksDBException {
        UploadTotals[] sum = {UploadTotals.NONE};
        database.scanFrom(Family.UPLOADS, new byte[] {UploadRecords.WAITING}, (key, value) -> {
            UploadEntry entry = readTurn(key);
            sum[0] = entry == null ? sum[0] : sum[0].counting(entry, 1);
            return true;
        });
        return sum[0];
    }

    private @Nullable UploadEntry readTurn(byte[] turn) throws RocksDBException {
        try {
            UploadEntry entry = read(records.itemOf(turn));
            return entry != null && Arrays.equals(records.turnKey(entry), turn) ? entry : null;
        } catch (RecordFormatException e) {
            LOG.warn("A turn of an upload is passed over: {}", e.getMessage());
            return null;
        }
    }

    private @Nullable UploadEntry read(UploadItem item) throws RocksDBException {
        byte[] stored = database.get(Family.UPLOADS, records.entryKey(item));
        try {
            return stored == null ? null : records.decode(item, stored);
        } catch (RecordFormatException e) {
            LOG.warn("What is known of {} in the bucket is forgotten: {}", item, e.getMessage());
            return null;
        }
    }

    @Override
    public Lookup<UploadEntry> find(UploadItem item) {
        try {
            UploadEntry entry = read(item);
            return entry == null ? Lookup.absent() : Lookup.found(entry);
        } catch (RocksDBException e) {
            return Lookup.unreachable(Dependency.INDEX, e);
        }
    }

    @Override
    public void put(UploadEntry entry) {
        changing(entry.item(), () -> replace(read(entry.item()), entry, batch -> {}));
    }

    @Override
    public void add(UploadEntry entry) {
        changing(entry.item(), () -> {
            if (read(entry.item()) == null) {
                replace(null, entry, batch -> {});
            }
        });
    }

    @Override
    public void forget(UploadItem item) {
        changing(item, () -> replace(read(item), null, batch -> {}));
    }

    void queueWhatIsRegistered(boolean from) {
        isQueueing = from;
    }

    /** A blob is registered, and in the same write it is owed, unless it is known to lie in the bucket. */
    void registering(Digest digest, long size, RocksDatabase.Write record) throws RocksDBException {
        if (!isOwed || !isQueueing) {
            database.write(record);
            return;
        }
        oneAtATime.lock();
        try {
            UploadEntry owed = UploadEntry.ofBlob(digest, size, clock.instant());
            if (read(owed.item()) == null) {
                replace(null, owed, record);
            } else {
                database.write(record);
            }
        } finally {
            oneAtATime.unlock();
        }
    }

    /** @param besides what else changes in the same write */
    private void replace(@Nullable UploadEntry before, @Nullable UploadEntry after, RocksDatabase.Write besides)
            throws RocksDBException {
        database.write(batch -> {
            besides.fill(batch);
            delete(batch, before);
            put(batch, after);
        });
        UploadTotals without = before == null ? totals : totals.counting(before, -1);
        totals = after == null ? without : without.counting(after, 1);
    }

    private void delete(RocksDatabase.Batch batch, @Nullable UploadEntry before) throws RocksDBException {
        if (before != null) {
            batch.delete(Family.UPLOADS, records.entryKey(before.item()));
            byte[] turn = records.turnKey(before);
            if (turn != null) {
                batch.delete(Family.UPLOADS, turn);
            }
        }
    }

    private void put(RocksDatabase.Batch batch, @Nullable UploadEntry after) throws RocksDBException {
        if (after != null) {
            batch.put(Family.UPLOADS, records.entryKey(after.item()), records.encode(after));
            byte[] turn = records.turnKey(after);
            if (turn != null) {
                batch.put(Family.UPLOADS, turn, NOTHING);
            }
        }
    }

    @Override
    public Lookup<List<UploadEntry>> due(Instant until, int limit) {
        return page(UploadRecords.WAITING, until.toEpochMilli(), limit);
    }

    @Override
    public Lookup<List<UploadEntry>> failed(int limit) {
        return page(UploadRecords.FAILED, Long.MAX_VALUE, limit);
    }

    private Lookup<List<UploadEntry>> page(byte kind, long until, int limit) {
        List<UploadEntry> page = new ArrayList<>();
        try {
            database.scanFrom(Family.UPLOADS, new byte[] {kind}, (key, value) -> {
                if (key[0] != kind || UploadRecords.dueOf(key) > until) {
                    return false;
                }
                UploadEntry entry = readTurn(key);
                if (entry != null) {
                    page.add(entry);
                }
                return page.size() < limit;
            });
            return Lookup.found(page);
        } catch (RocksDBException e) {
            return Lookup.unreachable(Dependency.INDEX, e);
        }
    }

    @Override
    public UploadTotals totals() {
        return totals;
    }

    @Override
    public boolean isSurveyed() {
        try {
            return database.get(Family.META, SURVEYED) != null;
        } catch (RocksDBException e) {
            return false;
        }
    }

    @Override
    public void setSurveyed(boolean surveyed) {
        changing("the survey", () -> {
            if (surveyed) {
                database.put(Family.META, SURVEYED, YES);
            } else {
                database.delete(Family.META, SURVEYED);
            }
        });
    }

    private interface Change {
        void run() throws RocksDBException;
    }

    private void changing(Object what, Change change) {
        oneAtATime.lock();
        try {
            change.run();
        } catch (RocksDBException e) {
            throw new IndexUnavailableException("the index cannot record what is owed of " + what, e);
        } finally {
            oneAtATime.unlock();
        }
    }
}
