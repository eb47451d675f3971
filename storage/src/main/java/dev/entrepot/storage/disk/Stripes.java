package dev.entrepot.storage.disk;

import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/** A fixed number of locks: equal keys share one, others rarely do. Never take a second while holding one. */
final class Stripes {

    private final ReentrantLock[] locks;

    Stripes(int count) {
        locks = Stream.generate(ReentrantLock::new).limit(count).toArray(ReentrantLock[]::new);
    }

    ReentrantLock of(Object key) {
        int hash = key.hashCode();
        return locks[Math.floorMod(hash ^ (hash >>> 16), locks.length)];
    }
}
