package dev.entrepot.proxy.metrics;

import dev.entrepot.proxy.degraded.ThrottleObserver;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts those who wait where upstreams are spared. An upstream is there from its first one on. */
public final class ThrottleMeters implements ThrottleObserver {

    private final MeterRegistry registry;
    private final ConcurrentMap<String, Lane> lanes = new ConcurrentHashMap<>();

    ThrottleMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    private record Lane(AtomicInteger waiting, AtomicInteger transfers, Counter refused) {}

    /** @param refused since the start */
    public record Totals(int waiting, int transfers, long refused) {}

    private Lane lane(String upstream) {
        return lanes.computeIfAbsent(upstream, name -> {
            Lane lane =
                    new Lane(new AtomicInteger(), new AtomicInteger(), Metric.THROTTLE_REFUSED.counter(registry, name));
            Metric.THROTTLE_WAITING.gauge(registry, lane.waiting()::get, name);
            Metric.THROTTLE_TRANSFERS.gauge(registry, lane.transfers()::get, name);
            return lane;
        });
    }

    @Override
    public void waiting(String upstream, int change) {
        lane(upstream).waiting().addAndGet(change);
    }

    @Override
    public void refused(String upstream) {
        lane(upstream).refused().increment();
    }

    @Override
    public void carrying(String upstream, int change) {
        lane(upstream).transfers().addAndGet(change);
    }

    /** By the upstream's name. */
    public Map<String, Totals> totals() {
        Map<String, Totals> totals = new TreeMap<>();
        lanes.forEach((name, lane) -> totals.put(
                name, new Totals(lane.waiting().get(), lane.transfers().get(), (long)
                        lane.refused().count())));
        return totals;
    }
}
