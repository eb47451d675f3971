package dev.entrepot.proxy.upstream.limit;

import java.time.Duration;

/**
 * When a host is taken for down.
 *
 * @param percent of failures at which it is, 1 to 100
 * @param exchanges that have to have been tried, within {@code window}, before that is judged
 * @param pause before one exchange is let through, to see whether it is back
 */
public record BreakerLimits(int percent, int exchanges, Duration window, Duration pause) {

    /** Four questions fail with all their retries, then the host is left alone for five seconds. */
    public static final BreakerLimits DEFAULT =
            new BreakerLimits(50, 10, Duration.ofSeconds(30), Duration.ofSeconds(5));

    public static final BreakerLimits NEVER =
            new BreakerLimits(100, Integer.MAX_VALUE, Duration.ofSeconds(1), Duration.ofSeconds(1));

    boolean isNever() {
        return exchanges == Integer.MAX_VALUE;
    }
}
