package dev.entrepot.testkit.registry.wire;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Holds answers until it is opened; once open, it stays open. A test waits for an answer to arrive at it,
 * looks at the world, and opens it.
 */
public final class Gate {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private int arrivals;
    private boolean open;

    public void awaitArrived() {
        awaitArrived(1);
    }

    /**
     * Waits until so many answers arrived here, in all.
     *
     * @throws AssertionError after 20 seconds
     */
    public void awaitArrived(int count) {
        lock.lock();
        try {
            long nanos = PATIENCE.toNanos();
            while (arrivals < count) {
                if (nanos <= 0) {
                    throw new AssertionError(arrivals + " of " + count + " answers arrived at the gate");
                }
                nanos = changed.awaitNanos(nanos);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting at a gate", e);
        } finally {
            lock.unlock();
        }
    }

    public void open() {
        lock.lock();
        try {
            open = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    public int arrivals() {
        lock.lock();
        try {
            return arrivals;
        } finally {
            lock.unlock();
        }
    }

    void pass() throws InterruptedException {
        lock.lock();
        try {
            arrivals++;
            changed.signalAll();
            while (!open) {
                if (!changed.await(1, TimeUnit.HOURS)) {
                    throw new InterruptedException("nobody opened the gate");
                }
            }
        } finally {
            lock.unlock();
        }
    }
}
