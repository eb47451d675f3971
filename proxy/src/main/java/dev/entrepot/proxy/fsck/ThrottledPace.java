package dev.entrepot.proxy.fsck;

import dev.entrepot.core.blob.Pace;
import java.time.Duration;
import java.util.function.LongSupplier;

/** So many bytes a second, evenly: what was not used is saved up for a quarter of a second at most. Used by one thread. */
public final class ThrottledPace implements Pace {

    /** Shorter waits are not worth a call. */
    private static final long SHORTEST_NANOS = 5_000_000;

    /** The time the disk took for a piece counts; longer idleness does not. */
    private static final long SAVED_NANOS = 250_000_000;

    private static final double NANOS = 1e9;

    /** Sleeps; returns early, with the interrupt set, when it is interrupted. */
    interface Sleeper {
        void sleep(Duration time);
    }

    private final long bytesPerSecond;
    private final LongSupplier nanoTime;
    private final Sleeper sleeper;
    private long freeAt;

    /** @param bytesPerSecond at least 1 */
    public ThrottledPace(long bytesPerSecond) {
        this(bytesPerSecond, System::nanoTime, ThrottledPace::sleep);
    }

    ThrottledPace(long bytesPerSecond, LongSupplier nanoTime, Sleeper sleeper) {
        this.bytesPerSecond = bytesPerSecond;
        this.nanoTime = nanoTime;
        this.sleeper = sleeper;
        this.freeAt = nanoTime.getAsLong();
    }

    @Override
    public void took(long bytes) {
        long now = nanoTime.getAsLong();
        freeAt = Math.max(freeAt, now - SAVED_NANOS) + (long) (bytes * NANOS / bytesPerSecond);
        if (freeAt - now >= SHORTEST_NANOS) {
            sleeper.sleep(Duration.ofNanos(freeAt - now));
        }
    }

    private static void sleep(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
