package dev.entrepot.proxy.upstream.limit;

import java.time.Duration;

/**
 * How often and how long a question is asked. The caller's deadline ends all of it, whatever stands here.
 *
 * @param attempts in all, at least 1
 * @param perAttempt to response headers, redirects and tokens included
 * @param firstDelay before the first repetition; doubled before each that follows; half of it more or less, by chance
 * @param longestDelay that no delay exceeds, and no {@code Retry-After} that is waited for
 */
public record RetryLimits(int attempts, Duration perAttempt, Duration firstDelay, Duration longestDelay) {

    /** Of the 20 s, an attempt that hung for 15 s leaves no time for another; one that could not connect does. */
    public static final RetryLimits DEFAULT =
            new RetryLimits(3, Duration.ofSeconds(15), Duration.ofMillis(200), Duration.ofSeconds(2));

    public static final RetryLimits NONE =
            new RetryLimits(1, Duration.ofDays(1), Duration.ofMillis(1), Duration.ofMillis(2));

    public RetryLimits {
        if (attempts < 1) {
            throw new IllegalArgumentException("attempts must be at least 1: " + attempts);
        }
        if (!firstDelay.isPositive() || longestDelay.compareTo(firstDelay) <= 0) {
            throw new IllegalArgumentException("not delays: " + firstDelay + " to " + longestDelay);
        }
    }
}
