package dev.entrepot.index.rocksdb;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.index.IndexUnavailableException;
import dev.entrepot.index.record.RecordCodec;
import dev.entrepot.index.record.RecordFormatException;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One column family, with its hottest records in memory.
 *
 * <p>Memory never says more than the write-ahead log: a value enters it after it was read or written, leaves it before
 * it is deleted, and leaves it when a write fails and nobody knows which value won. What is absent is not remembered;
 * a bloom filter answers that in a microsecond or two.
 *
 * <p>Writers of a key exclude one another and those who are filling memory with it; otherwise a slow reader could put
 * back what was just removed. A hit in memory takes no lock.
 */
final class CachedFamily<K, V> {

    private static final Logger log = LoggerFactory.getLogger(CachedFamily.class);

    private final RocksDatabase database;
    private final Family family;
    private final RecordCodec<K, V> codec;
    private final KeyChange<K, V> keyChange;
    private final Cache<K, V> memory;
    private final LockStripes locks = new LockStripes();

    /** Writes the coming or going of a key, with whatever has to change together with it. */
    interface KeyChange<K, V> {
        /** @param added null where the key goes */
        void write(K key, @Nullable V added, RocksDatabase.Write record) throws RocksDBException;
    }

    /** @param maxEntries in memory */
    CachedFamily(RocksDatabase database, Family family, RecordCodec<K, V> codec, int maxEntries) {
        this(database, family, codec, maxEntries, (key, added, record) -> database.write(record));
    }

    CachedFamily(
            RocksDatabase database, Family family, RecordCodec<K, V> codec, int maxEntries, KeyChange<K, V> keyChange) {
        this.keyChange = keyChange;
        this.database = database;
        this.family = family;
        this.codec = codec;
        // Caffeine's upkeep runs on the caller: it is bounded and cheaper than handing it to another thread.
        this.memory = Caffeine.newBuilder()
                .maximumSize(maxEntries)
                .executor(Runnable::run)
                .build();
    }

    Optional<V> ready(K key) {
        return Optional.ofNullable(memory.getIfPresent(key));
    }

    Lookup<V> find(K key) {
        V remembered = memory.getIfPresent(key);
        return remembered != null ? Lookup.found(remembered) : read(key);
    }

    private Lookup<V> read(K key) {
        Lock lock = locks.reading(key);
        lock.lock();
        try {
            byte[] stored = database.get(family, codec.key(key));
            if (stored == null) {
                return Lookup.absent();
            }
            V value = codec.decode(stored);
            memory.put(key, value);
            return Lookup.found(value);
        } catch (RocksDBException | RecordFormatException e) {
            return Lookup.unreachable(Dependency.INDEX, e);
        } finally {
            lock.unlock();
        }
    }

    void put(K key, V value) {
        write(key, () -> store(key, value));
    }

    /** A record that is there stays, even one that cannot be read. */
    void putIfAbsent(K key, V value) {
        if (memory.getIfPresent(key) != null) {
            return;
        }
        write(key, () -> {
            if (memory.getIfPresent(key) == null && database.get(family, codec.key(key)) == null) {
                add(key, value);
            }
        });
    }

    /**
     * Puts {@code given}, or what {@code merging} makes of the known value and of {@code given}. Nothing is written
     * where that changes nothing. A record that cannot be read counts as not there: it is replaced, and so repaired.
     */
    void merge(K key, V given, BinaryOperator<V> merging) {
        write(key, () -> {
            V remembered = memory.getIfPresent(key);
            byte[] stored = remembered == null ? database.get(family, codec.key(key)) : null;
            V known = remembered == null && stored != null ? readable(key, stored) : remembered;
            V merged = known == null ? given : merging.apply(known, given);
            if (merged.equals(known)) {
                memory.put(key, merged);
            } else if (known == null && stored == null) {
                add(key, merged);
            } else {
                store(key, merged);
            }
        });
    }

    void remove(K key) {
        write(key, () -> {
            memory.invalidate(key);
            byte[] stored = codec.key(key);
            if (database.get(family, stored) != null) {
                keyChange.write(key, null, batch -> batch.delete(family, stored));
            }
        });
    }

    private @Nullable V readable(K key, byte[] stored) {
        try {
            return codec.decode(stored);
        } catch (RecordFormatException e) {
            log.warn("Replacing the record of {} in '{}', which cannot be read: {}", key, family, e.getMessage());
            return null;
        }
    }

    private void add(K key, V value) throws RocksDBException {
        keyChange.write(key, value, batch -> batch.put(family, codec.key(key), codec.encode(value)));
        memory.put(key, value);
    }

    private void store(K key, V value) throws RocksDBException {
        database.put(family, codec.key(key), codec.encode(value));
        memory.put(key, value);
    }

    private void write(K key, Write write) {
        Lock lock = locks.writing(key);
        lock.lock();
        try {
            write.run();
        } catch (RocksDBException e) {
            memory.invalidate(key);
            throw new IndexUnavailableException("the index cannot record " + key, e);
        } finally {
            lock.unlock();
        }
    }

    private interface Write {
        void run() throws RocksDBException;
    }
}
