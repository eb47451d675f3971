package dev.entrepot.proxy.upstream.limit;

/**
 * How much one upstream is asked, and how stubbornly.
 *
 * @param requestsPerSecond over all its hosts; 0 for no limit
 * @param bytesPerSecond of all its bodies together; 0 for no limit
 */
public record UpstreamLimits(int requestsPerSecond, long bytesPerSecond, RetryLimits retries, BreakerLimits breaker) {

    public static final UpstreamLimits DEFAULT = new UpstreamLimits(0, 0, RetryLimits.DEFAULT, BreakerLimits.DEFAULT);

    /** Every question is asked once, whatever came of the ones before. */
    public static final UpstreamLimits NONE = new UpstreamLimits(0, 0, RetryLimits.NONE, BreakerLimits.NEVER);

    public UpstreamLimits {
        if (requestsPerSecond < 0 || bytesPerSecond < 0) {
            throw new IllegalArgumentException("negative: " + requestsPerSecond + ", " + bytesPerSecond);
        }
    }

    public UpstreamLimits pacedBy(int requests, long bytes) {
        return new UpstreamLimits(requests, bytes, retries, breaker);
    }

    public UpstreamLimits with(RetryLimits others) {
        return new UpstreamLimits(requestsPerSecond, bytesPerSecond, others, breaker);
    }

    public UpstreamLimits with(BreakerLimits other) {
        return new UpstreamLimits(requestsPerSecond, bytesPerSecond, retries, other);
    }
}
