package dev.entrepot.proxy.log;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Lets so much be said in a while, and counts what was not. Thread-safe. */
public final class Ration {

    /** Of {@link #take}: nothing more may be said for now. */
    public static final long NOT_NOW = -1;

    private final int most;
    private final long perNanos;
    private final LongSupplier nanoTime;
    private long since;
    private int said;
    private long unsaid;

    /** @param nanoTime a monotonic clock, such as {@link System#nanoTime} */
    public Ration(int most, Duration per, LongSupplier nanoTime) {
        this.most = most;
        this.perNanos = per.toNanos();
        this.nanoTime = nanoTime;
        this.since = nanoTime.getAsLong();
    }

    /** @return how much was not said since the last time that something was, or {@link #NOT_NOW} */
    public synchronized long take() {
        long now = nanoTime.getAsLong();
        if (now - since >= perNanos) {
            since = now;
            said = 0;
        }
        if (said == most) {
            unsaid++;
            return NOT_NOW;
        }
        said++;
        long before = unsaid;
        unsaid = 0;
        return before;
    }
}
