package dev.entrepot.proxy.upstream.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.entrepot.proxy.upstream.http.Origin;
import dev.entrepot.proxy.upstream.http.UpstreamException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Hosts that asked to be left alone, and until when: {@code Retry-After} of a 429 or 503. */
final class QuietTimes {

    /** A host that asks for more is asked again by then. */
    static final Duration LONGEST = Duration.ofMinutes(10);

    private static final int MAX_HOSTS = 256;

    /** @param status with which it was asked for */
    private record Quiet(int status, long until) {}

    private final LongSupplier nanoTime;
    private final Cache<Origin, Quiet> byHost =
            Caffeine.newBuilder().maximumSize(MAX_HOSTS).executor(Runnable::run).build();

    QuietTimes(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    void asked(Origin host, int status, Duration time) {
        Duration quiet = time.compareTo(LONGEST) < 0 ? time : LONGEST;
        if (quiet.isPositive()) {
            byHost.put(host, new Quiet(status, nanoTime.getAsLong() + quiet.toNanos()));
        }
    }

    /** @throws UpstreamException STATUS, the one it asked with, with the time that is left */
    void check(Origin host) throws UpstreamException {
        Quiet quiet = byHost.getIfPresent(host);
        if (quiet == null) {
            return;
        }
        Duration left = Duration.ofNanos(quiet.until() - nanoTime.getAsLong());
        if (left.isPositive()) {
            throw UpstreamException.status(
                    quiet.status(),
                    Optional.of(left),
                    host + " answered " + quiet.status() + " and asked to be left alone for another "
                            + (left.toSeconds() + 1) + " s");
        }
        byHost.asMap().remove(host, quiet);
    }
}
