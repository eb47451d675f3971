package dev.entrepot.proxy.metrics;

import dev.entrepot.core.blob.CorruptBlobException;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.proxy.upstream.UpstreamObserver;
import dev.entrepot.proxy.upstream.auth.TokenObserver.TokenOutcome;
import dev.entrepot.proxy.upstream.http.Origin;
import dev.entrepot.proxy.upstream.http.UpstreamException;
import dev.entrepot.proxy.upstream.limit.RateLimit;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** Counts what is asked of one upstream, and what comes from it. */
final class UpstreamMeters implements UpstreamObserver {

    private static final long UNSAID = -1;

    private final MeterRegistry registry;
    private final String upstream;
    private final AtomicInteger active = new AtomicInteger();
    private final LongAdder attempts = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final AtomicLong left = new AtomicLong(UNSAID);
    private final Set<Origin> troubled = ConcurrentHashMap.newKeySet();
    private final Counter blobBytes;
    private final Counter manifestBytes;

    UpstreamMeters(MeterRegistry registry, String upstream) {
        this.registry = registry;
        this.upstream = upstream;
        this.blobBytes = Metric.RECEIVED.counter(registry, upstream, "blob");
        this.manifestBytes = Metric.RECEIVED.counter(registry, upstream, "manifest");
        Metric.ATTEMPTS_ACTIVE.gauge(registry, active::get, upstream);
        Metric.BREAKERS_OPEN.gauge(registry, troubled::size, upstream);
    }

    @Override
    public void attemptStarted(Operation operation) {
        active.incrementAndGet();
    }

    @Override
    public void attemptEnded(Operation operation, Lookup<?> answer, Duration took) {
        active.decrementAndGet();
        attempts.increment();
        String asked = lower(operation);
        String outcome = "found";
        int status = 0;
        if (answer instanceof Lookup.Absent<?> absent) {
            outcome = lower(absent.refusal());
        } else if (answer instanceof Lookup.Unreachable<?> unreachable) {
            failures.increment();
            outcome = kindOf(unreachable.cause());
            status = unreachable.cause() instanceof UpstreamException trouble ? trouble.status() : 0;
        }
        Metric.ATTEMPTS
                .counter(registry, upstream, asked, outcome, StatusLabels.label(status))
                .increment();
        Metric.LATENCY.timer(registry, upstream, asked).record(took);
    }

    @Override
    public void retried(Operation operation, Lookup<?> answer) {
        String outcome = answer instanceof Lookup.Unreachable<?> ? "failed" : "recovered";
        Metric.RETRIES.counter(registry, upstream, lower(operation), outcome).increment();
    }

    @Override
    public void rateLimited(RateLimit said) {
        if (left.getAndSet(said.remaining()) == UNSAID) {
            Metric.RATE_LIMIT_LEFT.gauge(registry, left::get, upstream);
        }
    }

    void breakersClosed() {
        troubled.clear();
    }

    @Override
    public void breakerChanged(Origin host, BreakerState state) {
        if (state == BreakerState.CLOSED) {
            troubled.remove(host);
        } else {
            troubled.add(host);
        }
        Metric.BREAKER_CHANGES.counter(registry, upstream, lower(state)).increment();
    }

    private static String kindOf(Throwable cause) {
        if (cause instanceof UpstreamException trouble) {
            return lower(trouble.kind());
        }
        return cause instanceof CorruptBlobException ? "corrupt" : "other";
    }

    @Override
    public void tokenAsked(Origin service, TokenOutcome outcome, Duration took) {
        Metric.TOKENS.counter(registry, upstream, lower(outcome)).increment();
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    void blobBytes(int count) {
        blobBytes.increment(count);
    }

    void manifestBytes(int count) {
        manifestBytes.increment(count);
    }

    /** Bytes of content received. */
    long received() {
        return (long) (blobBytes.count() + manifestBytes.count());
    }

    long attempts() {
        return attempts.sum();
    }

    long failures() {
        return failures.sum();
    }
}
