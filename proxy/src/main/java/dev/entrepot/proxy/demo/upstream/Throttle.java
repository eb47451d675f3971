package dev.entrepot.proxy.demo.upstream;

/** A link of so many bytes a second, shared by all who send. */
public final class Throttle {

    private static final double NANOS = 1e9;

    private final long bytesPerSecond;
    private long freeAt = Long.MIN_VALUE;

    public Throttle(long bytesPerSecond) {
        this.bytesPerSecond = bytesPerSecond;
    }

    /**
     * Takes a place in the queue.
     *
     * @param now nanoseconds of a monotonic clock
     * @return how long until these bytes would have left
     */
    synchronized long nanosFor(int bytes, long now) {
        long start = freeAt == Long.MIN_VALUE || freeAt - now < 0 ? now : freeAt;
        freeAt = start + (long) (bytes * NANOS / bytesPerSecond);
        return freeAt - now;
    }
}
