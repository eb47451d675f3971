package dev.entrepot.testkit.real;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Lets bytes through at a rate, first come first served, or not at all. */
final class Valve {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final ReentrantLock lock = new ReentrantLock(true);
    private final Condition changed = lock.newCondition();
    private long rate = Long.MAX_VALUE;
    private boolean paused;
    private long nextFree = System.nanoTime();

    void limit(long bytesPerSecond) {
        change(() -> {
            rate = bytesPerSecond;
            nextFree = System.nanoTime();
        });
    }

    void pause() {
        change(() -> paused = true);
    }

    void resume() {
        change(() -> paused = false);
    }

    private void change(Runnable change) {
        lock.lock();
        try {
            change.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until {@code bytes} may go. */
    void pass(int bytes) {
        lock.lock();
        try {
            while (paused) {
                changed.awaitUninterruptibly();
            }
            if (rate == Long.MAX_VALUE) {
                return;
            }
            // A turn is booked before waiting for it, so that the rate holds however late we wake up.
            nextFree = Math.max(nextFree, System.nanoTime()) + bytes * SECOND / rate;
            long turn = nextFree;
            long left = turn - System.nanoTime();
            while (left > 0 && rate != Long.MAX_VALUE) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            throw ChildProcess.interrupted(e);
        } finally {
            lock.unlock();
        }
    }
}
