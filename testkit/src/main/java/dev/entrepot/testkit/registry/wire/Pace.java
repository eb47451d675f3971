package dev.entrepot.testkit.registry.wire;

import java.util.concurrent.TimeUnit;

/**
 * A limit in bytes per second, for one answer or shared by many connections: each takes the next free
 * stretch of time, in the order of asking. It reads the real clock, since it plays a slow network.
 */
public final class Pace {

    /** Time not used is not saved up, but for this much: a thread that wakes late may catch up. */
    private static final long SLACK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private static final int STEPS_PER_SECOND = 50;
    private static final int LARGEST_STEP = 1 << 16;

    private final long bytesPerSecond;
    private long nextFree = System.nanoTime();

    /** @param bytesPerSecond at least 1 */
    public Pace(long bytesPerSecond) {
        if (bytesPerSecond < 1) {
            throw new IllegalArgumentException("no pace: " + bytesPerSecond + " bytes per second");
        }
        this.bytesPerSecond = bytesPerSecond;
    }

    /** How many bytes to send at once, so that the flow is even. */
    int step() {
        return Math.clamp(bytesPerSecond / STEPS_PER_SECOND, 1, LARGEST_STEP);
    }

    /** Waits until {@code bytes} more may be sent. */
    void take(int bytes) throws InterruptedException {
        long wait = reserve(bytes) - System.nanoTime();
        if (wait > 0) {
            TimeUnit.NANOSECONDS.sleep(wait);
        }
    }

    /** When the stretch of time that {@code bytes} need is over. */
    private synchronized long reserve(int bytes) {
        long earliest = System.nanoTime() - SLACK_NANOS;
        if (nextFree - earliest < 0) {
            nextFree = earliest;
        }
        nextFree += TimeUnit.SECONDS.toNanos(bytes) / bytesPerSecond;
        return nextFree;
    }
}
