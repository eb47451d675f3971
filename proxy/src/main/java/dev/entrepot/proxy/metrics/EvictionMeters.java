package dev.entrepot.proxy.metrics;

import dev.entrepot.core.evict.Evicting;
import dev.entrepot.core.index.Usage;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.InstantSource;

/** Counts what goes; blobs go one at a time, on one thread. */
final class EvictionMeters implements Evicting {

    private final InstantSource clock;
    private final Counter blobs;
    private final Counter bytes;
    private final Timer age;
    private final Counter exhausted;

    EvictionMeters(MeterRegistry registry, InstantSource clock) {
        this.clock = clock;
        this.blobs = Metric.EVICTIONS.counter(registry);
        this.bytes = Metric.EVICTED.counter(registry);
        this.age = Metric.EVICTED_AGE.timer(registry);
        this.exhausted = Metric.EVICTION_EXHAUSTED.counter(registry);
    }

    @Override
    public void evicted(Usage usage) {
        blobs.increment();
        bytes.increment((double) usage.bytes());
        Duration idle = Duration.between(usage.lastUsed(), clock.instant());
        age.record(idle.isNegative() ? Duration.ZERO : idle);
    }

    @Override
    public void exhausted(long missing) {
        exhausted.increment();
    }
}
