package dev.entrepot.index.rocksdb;

import org.rocksdb.RocksDB;

/** RocksDB's own code, which is unpacked from a jar, after a process has been asked which C library this system has. */
public final class NativeLibrary {

    private NativeLibrary() {}

    /**
     * Begins to load it while others start what they need; who opens an index waits for the rest. A failure is told to whoever
     * opens one, and nobody before.
     */
    public static void loadAhead() {
        Thread.ofPlatform().daemon().name("index-library").start(NativeLibrary::tryLoading);
    }

    private static void tryLoading() {
        try {
            load();
        } catch (RuntimeException | LinkageError e) {
            // Tried again, and said, when an index is opened.
            return;
        }
    }

    static void load() {
        RocksDB.loadLibrary();
    }
}
