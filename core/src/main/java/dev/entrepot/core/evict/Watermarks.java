package dev.entrepot.core.evict;

/**
 * Between which marks the cache is kept.
 *
 * <p>The disk never holds more than {@link #HIGH} of the capacity. Eviction begins before that and goes on down to
 * {@link #LOW}, so that it runs seldom and fills need not wait for it: three quarters of the way between the marks it is
 * woken, at seven eighths fills wait for it, and the last eighth is left to manifests, which never wait.
 *
 * @param capacity bytes of blobs
 * @param minFree bytes that the file system must have left, whoever fills it
 */
public record Watermarks(long capacity, long minFree) {

    public static final double HIGH = 0.95;
    public static final double LOW = 0.85;

    public Watermarks {
        if (capacity < 1 || minFree < 0) {
            throw new IllegalArgumentException("no room: " + capacity + " bytes, " + minFree + " left free");
        }
    }

    /**
     * What the marks are on a disk in this state.
     *
     * @param occupied bytes the cache has on it
     * @param free bytes it has left
     */
    Marks on(long occupied, long free) {
        long possible = Math.max(0, occupied + Math.min(free, Long.MAX_VALUE - occupied) - minFree);
        long effective = Math.min(capacity, possible);
        long high = (long) (effective * HIGH);
        return new Marks(effective, high, (long) (effective * LOW));
    }

    /** @param capacity what the disk leaves of it */
    record Marks(long capacity, long high, long low) {

        /** From here on eviction is worth beginning. */
        long wake() {
            return high - (high - low) / 4;
        }

        /** Fills wait here. */
        long forFills() {
            return high - (high - low) / 8;
        }
    }
}
