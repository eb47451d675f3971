package dev.entrepot.core.blob;

import dev.entrepot.core.diagnosis.Lane;
import dev.entrepot.core.diagnosis.Passage;
import dev.entrepot.core.diagnosis.Watch;
import dev.entrepot.core.diagnosis.Work;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/** A fixed number of locks: equal keys share one, others rarely do. Never take a second while holding one. */
public final class StripedLocks {

    private final ReentrantLock[] locks;
    private final Watch watch;
    private final Lane lane;

    /**
     * @param watch told of waits, and of nothing where there is none
     * @param what is locked, for whoever reads of it
     */
    public StripedLocks(int count, Watch watch, String what) {
        this.locks = Stream.generate(ReentrantLock::new).limit(count).toArray(ReentrantLock[]::new);
        this.watch = watch;
        this.lane = new Lane(Work.LOCK, what);
    }

    /** Waits for it; the caller unlocks it. */
    public ReentrantLock lock(Object key) {
        int hash = key.hashCode();
        ReentrantLock lock = locks[Math.floorMod(hash ^ (hash >>> 16), locks.length)];
        if (!lock.tryLock()) {
            Passage wait = watch.queued(lane, lock.getQueueLength() + 1);
            lock.lock();
            wait.well();
        }
        return lock;
    }
}
