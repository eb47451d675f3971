package dev.entrepot.core.diagnosis;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Watches every lane, and says what is to be thought of it. A change of mind is logged, at most once a minute for each lane.
 * Thread-safe.
 */
public final class Diagnostics implements Watch {

    /** Hosts are named by upstreams, so there is no telling how many; those beyond share one lane for each kind of work. */
    static final int MAX_LANES = 256;

    /** A lane in use is looked at no more often, so that its log tells of a change soon and nobody pays for it. */
    private static final Duration LOOK_EVERY = Duration.ofSeconds(5);

    private static final Duration LOG_EVERY = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(Diagnostics.class);

    private final LongSupplier nanoTime;
    private final ConcurrentMap<Lane, Watched> lanes = new ConcurrentHashMap<>();

    /** @param nanoTime a monotonic clock, such as {@link System#nanoTime} */
    public Diagnostics(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    @Override
    public Passage enter(Lane lane, String subject) {
        Watched watched = of(lane);
        return watched.history.enter(subject, watched);
    }

    @Override
    public Passage queued(Lane lane, int ahead) {
        Watched watched = of(lane);
        return watched.history.queued(ahead, watched);
    }

    private Watched of(Lane lane) {
        Watched known = lanes.get(lane);
        if (known != null) {
            return known;
        }
        Lane fitting = lanes.size() < MAX_LANES ? lane : lane.elsewhere();
        return lanes.computeIfAbsent(fitting, Watched::new);
    }

    /** Of every lane that was used lately. */
    public List<Diagnosis> diagnoses() {
        return lanes.values().stream()
                .map(Watched::look)
                .filter(diagnosis -> diagnosis.facts().asked() > 0)
                .sorted(Comparator.comparing(
                                (Diagnosis diagnosis) -> diagnosis.lane().work())
                        .thenComparing(diagnosis -> diagnosis.lane().name())
                        .thenComparing(diagnosis -> diagnosis.lane().host()))
                .toList();
    }

    /** Lanes with this work of which that is to be thought. */
    public long count(Work work, Verdict verdict) {
        return lanes.values().stream()
                .filter(watched -> watched.lane.work() == work)
                .filter(watched -> watched.look().verdict() == verdict)
                .count();
    }

    /** A lane with what was said about it. */
    private final class Watched implements Runnable {

        final LaneHistory history = new LaneHistory(nanoTime);
        private final Lane lane;
        private volatile long lookedAt = nanoTime.getAsLong();
        private Verdict said = Verdict.WELL;
        private long saidAt = lookedAt - LOG_EVERY.toNanos();

        Watched(Lane lane) {
            this.lane = lane;
        }

        /** After each passage. Two threads may look at the same time, which costs little. */
        @Override
        public void run() {
            if (nanoTime.getAsLong() - lookedAt >= LOOK_EVERY.toNanos()) {
                look();
            }
        }

        Diagnosis look() {
            lookedAt = nanoTime.getAsLong();
            Diagnosis diagnosis = Classifier.diagnose(lane, history.facts());
            say(diagnosis);
            return diagnosis;
        }

        private synchronized void say(Diagnosis now) {
            boolean isNews = now.verdict() != said && now.verdict() != Verdict.UNKNOWN;
            if (!isNews || nanoTime.getAsLong() - saidAt < LOG_EVERY.toNanos()) {
                return;
            }
            said = now.verdict();
            saidAt = nanoTime.getAsLong();
            String place = lane.host().equals(lane.name()) ? lane.name() : lane.name() + " at " + lane.host();
            if (said == Verdict.WELL) {
                LOG.info("{} {} is well again", lane.work().label(), place);
            } else {
                LOG.atLevel(said == Verdict.STRUCTURAL ? Level.WARN : Level.INFO)
                        .log(
                                "{} {}: {} trouble, {}; {}",
                                lane.work().label(),
                                place,
                                said.label(),
                                now.evidence(),
                                now.cause().advice());
            }
        }
    }
}
