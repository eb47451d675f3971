package dev.entrepot.core.blob;

import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/** A fixed number of locks: equal keys share one, others rarely do. Never take a second while holding one. */
public final class StripedLocks {

    private final ReentrantLock[] locks;

    public StripedLocks(int count) {
        locks = Stream.generate(ReentrantLock::new).limit(count).toArray(ReentrantLock[]::new);
    }

    public ReentrantLock of(Object key) {
        int hash = key.hashCode();
        return locks[Math.floorMod(hash ^ (hash >>> 16), locks.length)];
    }
}
