package dev.entrepot.proxy.metrics;

import dev.entrepot.proxy.http.Answered;
import dev.entrepot.proxy.http.BodySource;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** Counters of the answers that concern one upstream: found by index, made when first needed. */
@SuppressWarnings("EnumOrdinal") // Places in an array that lives as long as the process, and nothing else.
final class UpstreamAnswers {

    private static final int METHODS = Answered.Method.values().length;

    private final MeterRegistry registry;
    private final String upstream;
    private final AtomicReferenceArray<@Nullable Counter> requests = new AtomicReferenceArray<>(
            Answered.Route.values().length * METHODS * AnswerMeters.CACHES * StatusLabels.COUNT);
    private final Map<BodySource, Counter> sent = new EnumMap<>(BodySource.class);

    UpstreamAnswers(MeterRegistry registry, String upstream) {
        this.registry = registry;
        this.upstream = upstream;
        for (BodySource source : BodySource.values()) {
            sent.put(source, Metric.SENT.counter(registry, upstream, source.label()));
        }
    }

    void count(Answered answer) {
        requests(answer).increment();
        Counter bytes = sent.get(answer.source());
        if (bytes != null && answer.bodyBytes() > 0) {
            bytes.increment((double) answer.bodyBytes());
        }
    }

    private Counter requests(Answered answer) {
        int at = answer.route().ordinal();
        at = at * METHODS + answer.method().ordinal();
        at = at * AnswerMeters.CACHES + AnswerMeters.cacheIndex(answer.cacheStatus());
        at = at * StatusLabels.COUNT + StatusLabels.index(answer.status());
        Counter known = requests.get(at);
        if (known != null) {
            return known;
        }
        Counter counter = Metric.REQUESTS.counter(
                registry,
                answer.route().label(),
                answer.method().name().toLowerCase(Locale.ROOT),
                upstream,
                StatusLabels.label(answer.status()),
                AnswerMeters.label(answer.cacheStatus()));
        requests.set(at, counter);
        return counter;
    }

    long sent(BodySource source) {
        Counter bytes = sent.get(source);
        return bytes == null ? 0 : (long) bytes.count();
    }
}
