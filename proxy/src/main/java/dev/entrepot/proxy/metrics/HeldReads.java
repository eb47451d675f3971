package dev.entrepot.proxy.metrics;

import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.health.Health;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Counts held blobs that the disk does not give back as they were, and tells health. One bad sector fails among thousands
 * of reads that go well, so that one of those does not end the trouble: only one after a while in which none failed.
 */
public final class HeldReads {

    /** The part of the disk in {@code /readyz}. */
    static final String READS = "reads";

    private final Health health;
    private final Duration calm;
    private final LongSupplier nanoTime;
    private final Counter failures;
    private final Counter quarantined;

    private volatile boolean isTroubled;
    private volatile long failedAt;

    /**
     * @param calm without a failure, after which a look at the disk that goes well ends the trouble
     * @param nanoTime a monotonic clock, such as {@link System#nanoTime}
     */
    HeldReads(MeterRegistry registry, Health health, Duration calm, LongSupplier nanoTime) {
        this.health = health;
        this.calm = calm;
        this.nanoTime = nanoTime;
        this.failures = Metric.READ_FAILURES.counter(registry);
        this.quarantined = Metric.QUARANTINED.counter(registry);
    }

    /** @return {@code read} */
    public <T> Lookup<T> noted(Lookup<T> read) {
        switch (read) {
            case Lookup.Found<T> found -> answered();
            case Lookup.Absent<T> absent -> answered();
            case Lookup.Unreachable<T> unreachable -> {
                failures.increment();
                troubled("a held blob could not be read: " + unreachable.cause().getMessage());
            }
        }
        return read;
    }

    /** A held blob was put aside. */
    public void damaged(String why) {
        quarantined.increment();
        troubled("a held blob was found damaged, and is fetched again when it is asked for: " + why);
    }

    private void troubled(String why) {
        failedAt = nanoTime.getAsLong();
        isTroubled = true;
        health.troubled(Dependency.DISK, READS, why);
    }

    private void answered() {
        if (isTroubled && nanoTime.getAsLong() - failedAt >= calm.toNanos()) {
            isTroubled = false;
            health.well(Dependency.DISK, READS);
        }
    }
}
