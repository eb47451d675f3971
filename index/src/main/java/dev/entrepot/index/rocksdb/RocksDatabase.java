package dev.entrepot.index.rocksdb;

import dev.entrepot.core.diagnosis.Lane;
import dev.entrepot.core.diagnosis.Watch;
import dev.entrepot.index.rocksdb.IndexOpenException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Status;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * Owns one open RocksDB and everything native that belongs to it. Thread-safe.
 *
 * <p>A call into a closed RocksDB ends the whole JVM, so every call goes through a gate: {@link #close} waits for the
 * calls under way, and later ones fail with a {@link RocksDBException} like any other trouble.
 */
public final class RocksDatabase implements AutoCloseable {

    /** Bytes. Below this RocksDB spends its time writing out tiny buffers. */
    public static final long MIN_CACHE = 1 << 20;

    private static final byte @Nullable [] NOTHING = null;

    private final Path folder;
    private final RocksDB rocks;
    private final Map<Family, ColumnFamilyHandle> families;
    private final DatabaseOptions options;
    private final boolean isNew;
    private final IndexWatch watch;
    private final ReadWriteLock gate = new ReentrantReadWriteLock();
    private boolean closed;

    private RocksDatabase(
            Path folder,
            RocksDB rocks,
            List<ColumnFamilyHandle> handles,
            DatabaseOptions options,
            boolean isNew,
            Watch watch) {
        this.watch = new IndexWatch(watch);
        this.folder = folder;
        this.rocks = rocks;
        this.families = new EnumMap<>(Family.class);
        Iterator<ColumnFamilyHandle> inOrder = handles.iterator();
        for (Family family : Family.values()) {
            families.put(family, inOrder.next());
        }
        this.options = options;
        this.isNew = isNew;
    }

    /**
     * Opens the index in {@code folder}, or makes one. The time it takes does not grow with the number of records.
     *
     * @param cacheBytes for blocks, indexes, filters and write buffers together; at least {@value #MIN_CACHE}
     */
    public static RocksDatabase open(Path folder, long cacheBytes) throws IndexOpenException {
        return open(folder, cacheBytes, Watch.NOOP);
    }

    /** @param watch told how reads that memory does not answer, and writes, go */
    public static RocksDatabase open(Path folder, long cacheBytes, Watch watch) throws IndexOpenException {
        return open(folder, cacheBytes, Schema.CURRENT, watch);
    }

    static RocksDatabase open(Path folder, long cacheBytes, Schema schema) throws IndexOpenException {
        return open(folder, cacheBytes, schema, Watch.NOOP);
    }

    private static RocksDatabase open(Path folder, long cacheBytes, Schema schema, Watch watch)
            throws IndexOpenException {
        if (cacheBytes < MIN_CACHE) {
            throw new IllegalArgumentException("a cache of " + cacheBytes + " bytes; at least " + MIN_CACHE);
        }
        boolean isNew = prepare(folder);
        RocksDatabase database = open(folder, new DatabaseOptions(cacheBytes), isNew, watch);
        try {
            schema.apply(database);
            return database;
        } catch (RocksDBException e) {
            database.close();
            throw OpenFailure.of(e, folder);
        } catch (IndexOpenException | RuntimeException e) {
            database.close();
            throw e;
        }
    }

    /** @return whether there is no index yet */
    private static boolean prepare(Path folder) throws IndexOpenException {
        try {
            NativeLibrary.load();
            Files.createDirectories(folder);
            return Files.notExists(folder.resolve("CURRENT"));
        } catch (IOException e) {
            throw new IndexOpenException(Reason.UNAVAILABLE, folder, "the folder cannot be made", e);
        } catch (RuntimeException | LinkageError e) {
            throw new IndexOpenException(Reason.UNAVAILABLE, folder, "RocksDB's native library cannot be loaded", e);
        }
    }

    private static RocksDatabase open(Path folder, DatabaseOptions options, boolean isNew, Watch watch)
            throws IndexOpenException {
        List<ColumnFamilyHandle> handles = new ArrayList<>();
        try {
            RocksDB rocks = RocksDB.open(options.database(), folder.toString(), options.families(), handles);
            return new RocksDatabase(folder, rocks, handles, options, isNew, watch);
        } catch (RocksDBException e) {
            options.close();
            throw OpenFailure.of(e, folder);
        }
    }

    public Path folder() {
        return folder;
    }

    /** Whether {@link #open} found nothing and made it: what the record files know is to be registered again. */
    public boolean isNew() {
        return isNew;
    }

    byte @Nullable [] get(Family family, byte[] key) throws RocksDBException {
        return timed(IndexWatch.READ, () -> rocks.get(handle(family), key));
    }

    void put(Family family, byte[] key, byte[] value) throws RocksDBException {
        timed(IndexWatch.WRITE, () -> {
            rocks.put(handle(family), key, value);
            return NOTHING;
        });
    }

    void delete(Family family, byte[] key) throws RocksDBException {
        timed(IndexWatch.WRITE, () -> {
            rocks.delete(handle(family), key);
            return NOTHING;
        });
    }

    /** All of it or, also after a crash, nothing. */
    void write(Write write) throws RocksDBException {
        timed(IndexWatch.WRITE, () -> {
            try (WriteBatch batch = new WriteBatch();
                    WriteOptions defaults = new WriteOptions()) {
                write.fill(new Batch(this, batch));
                rocks.write(defaults, batch);
            }
            return NOTHING;
        });
    }

    private byte @Nullable [] timed(Lane lane, IndexWatch.Call call) throws RocksDBException {
        Lock inside = enter();
        try {
            return watch.timed(lane, call);
        } finally {
            inside.unlock();
        }
    }

    /** What belongs together. */
    interface Write {
        void fill(Batch batch) throws RocksDBException;
    }

    /** A write that is being put together. */
    record Batch(RocksDatabase database, WriteBatch batch) {

        void put(Family family, byte[] key, byte[] value) throws RocksDBException {
            batch.put(database.handle(family), key, value);
        }

        void delete(Family family, byte[] key) throws RocksDBException {
            batch.delete(database.handle(family), key);
        }

        /** @param end the first key that stays */
        void deleteRange(Family family, byte[] start, byte[] end) throws RocksDBException {
            batch.deleteRange(database.handle(family), start, end);
        }
    }

    /** Waits until all that was written so far is on the disk. */
    void sync() throws RocksDBException {
        Lock inside = enter();
        try {
            rocks.syncWal();
        } finally {
            inside.unlock();
        }
    }

    /** Visits in key order every record whose key begins with {@code prefix}, as of now. Closing waits for it. */
    void scan(Family family, byte[] prefix, Visitor visitor) throws RocksDBException {
        Lock inside = enter();
        try (RocksIterator records = rocks.newIterator(handle(family))) {
            for (records.seek(prefix); records.isValid() && startsWith(records.key(), prefix); records.next()) {
                visitor.visit(records.key(), records.value());
            }
            records.status();
        } finally {
            inside.unlock();
        }
    }

    /** Visits in key order what comes from {@code start} on, until the visitor has had enough. */
    void scanFrom(Family family, byte[] start, Paging visitor) throws RocksDBException {
        Lock inside = enter();
        try (RocksIterator records = rocks.newIterator(handle(family))) {
            records.seek(start);
            while (records.isValid() && visitor.visit(records.key(), records.value())) {
                records.next();
            }
            records.status();
        } finally {
            inside.unlock();
        }
    }

    interface Paging {
        /** @return whether to go on */
        boolean visit(byte[] key, byte[] value) throws RocksDBException;
    }

    interface Visitor {
        void visit(byte[] key, byte[] value) throws RocksDBException;
    }

    private static boolean startsWith(byte[] key, byte[] prefix) {
        return key.length >= prefix.length && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
    }

    private ColumnFamilyHandle handle(Family family) {
        return Objects.requireNonNull(families.get(family));
    }

    /** @return the lock to give back */
    private Lock enter() throws RocksDBException {
        Lock inside = gate.readLock();
        inside.lock();
        if (closed) {
            inside.unlock();
            throw new RocksDBException(new Status(
                    Status.Code.ShutdownInProgress, Status.SubCode.None, "the index in " + folder + " is closed"));
        }
        return inside;
    }

    /** Waits for the calls under way. Closing twice does nothing. */
    @Override
    public void close() {
        Lock alone = gate.writeLock();
        alone.lock();
        try {
            if (!closed) {
                closed = true;
                families.values().forEach(ColumnFamilyHandle::close);
                rocks.close();
                options.close();
            }
        } finally {
            alone.unlock();
        }
    }
}
