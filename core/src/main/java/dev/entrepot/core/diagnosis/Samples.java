package dev.entrepot.core.diagnosis;

import java.util.stream.IntStream;

/** The last times something took, each with when that was and how many were at it. Not thread-safe. */
final class Samples {

    static final int MOST = 32;

    private final long[] took = new long[MOST];
    private final long[] at = new long[MOST];
    private final int[] waiting = new int[MOST];
    private int next;
    private int filled;

    void add(long nanos, long now, int load) {
        took[next] = nanos;
        at[next] = now;
        waiting[next] = load;
        next = (next + 1) % MOST;
        filled = Math.min(MOST, filled + 1);
    }

    private IntStream after(long time) {
        return IntStream.range(0, filled).filter(i -> at[i] - time >= 0);
    }

    /** In no order. */
    long[] took(long since) {
        return after(since).mapToLong(i -> took[i]).toArray();
    }

    /** In no order. */
    long[] waiting(long since) {
        return after(since).mapToLong(i -> waiting[i]).toArray();
    }

    /** In no order. */
    long[] at(long since) {
        return after(since).mapToLong(i -> at[i]).toArray();
    }
}
