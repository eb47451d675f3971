package dev.entrepot.proxy.metrics;

import dev.entrepot.proxy.http.AnswerObserver;
import dev.entrepot.proxy.http.Answered;
import dev.entrepot.proxy.http.BodySource;
import dev.entrepot.proxy.http.CacheStatus;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** Counts answers to clients. Ordinals are places in arrays that live as long as the process, and nothing else. */
@SuppressWarnings("EnumOrdinal")
final class AnswerMeters implements AnswerObserver {

    /** One more than there are: no status of a cache at all. */
    static final int CACHES = CacheStatus.values().length + 1;

    private static final String NO_CACHE = "-";
    private static final int ROUTES = Answered.Route.values().length;

    private final MeterRegistry registry;
    private final ConcurrentMap<String, UpstreamAnswers> byUpstream = new ConcurrentHashMap<>();
    private final AtomicReferenceArray<@Nullable Timer> firstBytes = new AtomicReferenceArray<>(ROUTES * CACHES);
    private final AtomicReferenceArray<@Nullable Timer> durations = new AtomicReferenceArray<>(ROUTES * CACHES);

    AnswerMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void ended(Answered answer) {
        of(answer.upstream()).count(answer);
        if (answer.toFirstByte() >= 0) {
            timer(Metric.FIRST_BYTE, firstBytes, answer).record(answer.toFirstByte(), TimeUnit.NANOSECONDS);
        }
        timer(Metric.DURATION, durations, answer).record(answer.toEnd(), TimeUnit.NANOSECONDS);
    }

    private UpstreamAnswers of(String upstream) {
        UpstreamAnswers known = byUpstream.get(upstream);
        return known != null
                ? known
                : byUpstream.computeIfAbsent(upstream, name -> new UpstreamAnswers(registry, name));
    }

    private Timer timer(Metric metric, AtomicReferenceArray<@Nullable Timer> timers, Answered answer) {
        int at = answer.route().ordinal() * CACHES + cacheIndex(answer.cacheStatus());
        Timer known = timers.get(at);
        if (known != null) {
            return known;
        }
        // Registering the same twice gives the same: whoever comes second stores what is there.
        Timer timer = metric.timer(registry, answer.route().label(), label(answer.cacheStatus()));
        timers.set(at, timer);
        return timer;
    }

    static int cacheIndex(@Nullable CacheStatus cache) {
        return cache == null ? CACHES - 1 : cache.ordinal();
    }

    static String label(@Nullable CacheStatus cache) {
        return cache == null ? NO_CACHE : cache.label();
    }

    /** Bytes of content to clients, over all upstreams. */
    long sent(BodySource source) {
        return byUpstream.values().stream()
                .mapToLong(upstream -> upstream.sent(source))
                .sum();
    }

    /** Bytes of content to clients that came from an upstream, one way or another. */
    long sent(String upstream) {
        UpstreamAnswers known = byUpstream.get(upstream);
        long sum = 0;
        for (BodySource source : BodySource.values()) {
            sum += known == null || source == BodySource.OURSELVES ? 0 : known.sent(source);
        }
        return sum;
    }
}
