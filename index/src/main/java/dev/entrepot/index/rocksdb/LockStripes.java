package dev.entrepot.index.rocksdb;

import java.util.Arrays;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** A fixed number of locks shared out among any number of keys. Hold one at a time. */
final class LockStripes {

    /** A power of two, and many times the threads that write at once. */
    private static final int STRIPES = 64;

    private final ReadWriteLock[] stripes = new ReadWriteLock[STRIPES];

    LockStripes() {
        Arrays.setAll(stripes, index -> new ReentrantReadWriteLock());
    }

    Lock reading(Object key) {
        return stripe(key).readLock();
    }

    Lock writing(Object key) {
        return stripe(key).writeLock();
    }

    private ReadWriteLock stripe(Object key) {
        int hash = key.hashCode();
        return stripes[(hash ^ (hash >>> 16)) & (STRIPES - 1)];
    }
}
