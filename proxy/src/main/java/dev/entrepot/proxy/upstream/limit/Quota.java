package dev.entrepot.proxy.upstream.limit;

import dev.entrepot.proxy.upstream.http.Origin;
import dev.entrepot.proxy.upstream.http.UpstreamException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a registry said is left of its limit. Where that is nothing, what counts against the limit, manifests by GET, is not
 * asked for a while: it would be refused, and a stale answer comes sooner without that. What does not count, HEAD and blobs,
 * goes on, and tells when something is left again.
 */
public final class Quota {

    /** The window of such a limit slides: something may be left again long before its end. */
    static final Duration PAUSE = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(Quota.class);

    private enum Level {
        ENOUGH,
        LITTLE,
        NOTHING
    }

    /** @param at in nanoseconds, when it was said */
    private record Said(Level level, long at, Duration pause) {}

    private final Origin host;
    private final LongSupplier nanoTime;
    private final AtomicReference<Said> last = new AtomicReference<>(new Said(Level.ENOUGH, 0, Duration.ZERO));

    /** @param nanoTime a monotonic clock, such as {@link System#nanoTime} */
    public Quota(Origin host, LongSupplier nanoTime) {
        this.host = host;
        this.nanoTime = nanoTime;
    }

    /** Whoever says no window means seconds: {@code Retry-After} is enough for that. */
    public void said(RateLimit limit) {
        Duration window = limit.window();
        if (window.isPositive()) {
            Duration pause = window.compareTo(PAUSE) < 0 ? window : PAUSE;
            Said now = new Said(level(limit), nanoTime.getAsLong(), pause);
            log(last.getAndSet(now).level(), now.level(), limit);
        }
    }

    private static Level level(RateLimit limit) {
        if (limit.remaining() == 0) {
            return Level.NOTHING;
        }
        boolean isLittle = limit.remaining() <= limit.limit().orElse(0) / 10;
        return isLittle ? Level.LITTLE : Level.ENOUGH;
    }

    private void log(Level before, Level now, RateLimit limit) {
        if (now.compareTo(before) > 0) {
            LOG.warn(
                    "{} says that {} of {} pulls are left for {} h; with a username of its own the limit is usually higher",
                    host,
                    limit.remaining(),
                    limit.limit().isPresent() ? limit.limit().getAsLong() : "its",
                    Math.max(1, limit.window().toHours()));
        } else if (before == Level.NOTHING && now != Level.NOTHING) {
            LOG.info("{} says that {} pulls are left again", host, limit.remaining());
        }
    }

    /** @throws UpstreamException STATUS 429 while nothing is left, with the time until it is worth asking again */
    public void check() throws UpstreamException {
        Said said = last.get();
        if (said.level() != Level.NOTHING) {
            return;
        }
        Duration left = said.pause().minusNanos(nanoTime.getAsLong() - said.at());
        if (left.isPositive()) {
            throw UpstreamException.status(
                    429, Optional.of(left), host + " said that nothing is left of its limit of pulls");
        }
    }
}
