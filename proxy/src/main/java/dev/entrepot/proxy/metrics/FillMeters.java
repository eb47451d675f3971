package dev.entrepot.proxy.metrics;

import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.diagnosis.Lane;
import dev.entrepot.core.diagnosis.Passage;
import dev.entrepot.core.diagnosis.Watch;
import dev.entrepot.core.diagnosis.Work;
import dev.entrepot.core.health.Health;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Repository;
import dev.entrepot.core.pull.Download;
import dev.entrepot.core.pull.PullObserver;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Counts fills, which are rare and long; what they say of the disk goes to health. */
final class FillMeters implements PullObserver {

    private final MeterRegistry registry;
    private final Health health;
    private final Watch watch;
    private final LongSupplier nanoTime;
    private final DistributionSummary readers;
    private final ConcurrentMap<Digest, Long> started = new ConcurrentHashMap<>();

    FillMeters(MeterRegistry registry, Health health, Watch watch, LongSupplier nanoTime) {
        this.watch = watch;
        this.registry = registry;
        this.health = health;
        this.nanoTime = nanoTime;
        this.readers = Metric.FILL_READERS.summary(registry);
        Metric.FILLS_ACTIVE.gauge(registry, started::size);
    }

    @Override
    public void fillStarted(Download download) {
        started.put(download.digest(), nanoTime.getAsLong());
        Metric.FILLS_STARTED.counter(registry, download.leader().upstream()).increment();
    }

    @Override
    public void fillEnded(Download download, FillEnd how) {
        String outcome = how.name().toLowerCase(Locale.ROOT);
        Metric.FILLS_ENDED
                .counter(registry, download.leader().upstream(), outcome)
                .increment();
        Long since = started.remove(download.digest());
        if (since != null) {
            Metric.FILL_DURATION.timer(registry, outcome).record(nanoTime.getAsLong() - since, TimeUnit.NANOSECONDS);
        }
        if (download.readers() > 0) {
            readers.record(download.readers());
        }
        noteDisk(how);
    }

    private void noteDisk(FillEnd how) {
        switch (how) {
            case STORED -> health.well(Dependency.DISK, Health.ONLY);
            case UNKEPT, UNSTORABLE ->
                health.troubled(Dependency.DISK, Health.ONLY, "a blob could not be written; the log says why");
            case NO_ROOM ->
                health.troubled(
                        Dependency.DISK,
                        Health.ONLY,
                        "there is no room for a blob, and eviction made none: see capacity, min-free and what is pinned");
            case TOO_LARGE, REFUSED, UNREACHABLE, CORRUPT, CUT, REJECTED, FAILED -> {}
        }
    }

    @Override
    public Passage joining(Download download) {
        return watch.enter(
                new Lane(Work.JOIN, download.leader().upstream()),
                download.digest().toString());
    }

    @Override
    public void windowOpened(Repository repository) {
        Metric.WINDOWS.counter(registry, repository.upstream()).increment();
    }
}
