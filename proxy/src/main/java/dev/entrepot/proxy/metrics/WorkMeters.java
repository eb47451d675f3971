package dev.entrepot.proxy.metrics;

import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.diagnosis.Lane;
import dev.entrepot.core.diagnosis.Passage;
import dev.entrepot.core.diagnosis.Watch;
import dev.entrepot.core.diagnosis.Work;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Times what is done at the index and the disk, and passes it on. Hits from memory do nothing there. */
final class WorkMeters implements Watch {

    private record Kind(Work work, String outcome) {}

    private final Watch next;
    private final MeterRegistry registry;
    private final LongSupplier nanoTime;
    private final ConcurrentMap<Kind, Timer> timers = new ConcurrentHashMap<>();

    /** @param nanoTime a monotonic clock, such as {@link System#nanoTime} */
    WorkMeters(Watch next, MeterRegistry registry, LongSupplier nanoTime) {
        this.next = next;
        this.registry = registry;
        this.nanoTime = nanoTime;
    }

    @Override
    public Passage enter(Lane lane, String subject) {
        return timed(lane.work(), next.enter(lane, subject));
    }

    @Override
    public Passage queued(Lane lane, int ahead) {
        return timed(lane.work(), next.queued(lane, ahead));
    }

    /** Upstreams and the bucket have metrics of their own, by what was asked and what came of it. */
    private Passage timed(Work work, Passage passage) {
        Dependency dependency = work.dependency();
        return dependency == Dependency.INDEX || dependency == Dependency.DISK ? new Timed(work, passage) : passage;
    }

    private void record(Work work, String outcome, long nanos) {
        timers.computeIfAbsent(new Kind(work, outcome), this::timer).record(nanos, TimeUnit.NANOSECONDS);
    }

    private Timer timer(Kind kind) {
        String dependency = kind.work().dependency().name().toLowerCase(Locale.ROOT);
        return Metric.OPERATIONS.timer(registry, dependency, kind.work().label(), kind.outcome());
    }

    private final class Timed implements Passage {

        private final Work work;
        private final Passage passage;
        private final long start = nanoTime.getAsLong();

        Timed(Work work, Passage passage) {
            this.work = work;
            this.passage = passage;
        }

        @Override
        public void well() {
            record(work, "well", nanoTime.getAsLong() - start);
            passage.well();
        }

        @Override
        public void failed(String reason) {
            record(work, "failed", nanoTime.getAsLong() - start);
            passage.failed(reason);
        }

        @Override
        public void left() {
            passage.left();
        }
    }
}
