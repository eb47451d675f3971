package dev.entrepot.proxy.upstream.limit;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Lets through so much a second, and a quarter of a second's worth at once. Who comes too early waits for its turn, in the
 * order of arrival, which is fair because everybody takes little at a time (ITU-T I.371, the generic cell rate algorithm).
 */
public final class FairPace {

    private static final long BURST = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long NEVER = Long.MAX_VALUE / 4;

    private final double nanosEach;
    private final LongSupplier nanoTime;
    private final Sleeper sleeper;
    private final ReentrantLock lock = new ReentrantLock();

    /** When all that was let through so far would have come at the right pace. */
    private long due;

    /**
     * @param perSecond more than 0
     * @param nanoTime a monotonic clock, such as {@link System#nanoTime}
     */
    public FairPace(long perSecond, LongSupplier nanoTime, Sleeper sleeper) {
        if (perSecond < 1) {
            throw new IllegalArgumentException("not a pace: " + perSecond);
        }
        this.nanosEach = 1e9 / perSecond;
        this.nanoTime = nanoTime;
        this.sleeper = sleeper;
        this.due = nanoTime.getAsLong();
    }

    /**
     * Waits for its turn.
     *
     * @param patience how long it may take
     * @return false at once when it would take longer; then nothing was taken
     */
    public boolean take(long amount, Duration patience) throws InterruptedException {
        long wait = reserve(amount, patience);
        if (wait < 0) {
            return false;
        }
        if (wait > 0) {
            sleeper.sleep(Duration.ofNanos(wait));
        }
        return true;
    }

    /** Waits for its turn, however long it takes. */
    public void take(long amount) throws InterruptedException {
        take(amount, Duration.ofNanos(NEVER));
    }

    /** Whether the next one would not have to wait. */
    public boolean isFree() {
        lock.lock();
        try {
            return due - nanoTime.getAsLong() <= BURST;
        } finally {
            lock.unlock();
        }
    }

    /** Nanoseconds to wait; -1 for longer than {@code patience}. */
    private long reserve(long amount, Duration patience) {
        lock.lock();
        try {
            long now = nanoTime.getAsLong();
            long from = due - now > 0 ? due : now;
            long wait = Math.max(0, from - BURST - now);
            if (wait > patience.toNanos()) {
                return -1;
            }
            due = from + (long) (amount * nanosEach);
            return wait;
        } finally {
            lock.unlock();
        }
    }
}
