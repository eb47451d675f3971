package dev.entrepot.proxy.degraded;

import dev.entrepot.config.DegradedConfig;
import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.oci.Repository;
import dev.entrepot.core.pull.Admission;
import dev.entrepot.core.trace.Step;
import dev.entrepot.core.trace.Trace;
import dev.entrepot.proxy.upstream.http.UpstreamException;
import dev.entrepot.proxy.upstream.limit.Sleeper;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The limits of degraded modes. Whoever comes too early waits for its turn, for at most half of the time it has, and not longer than
 * {@link #PATIENCE}: what is left has to do for the answer.
 */
public final class Throttle implements Admission {

    /** Of the 20 s to response headers. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    /** For whoever waited in vain: others wait as long. */
    static final Duration RETRY_AFTER = PATIENCE;

    private final Degradation degradation;
    private final Supplier<DegradedConfig> limits;
    private final ThrottleObserver observer;
    private final LongSupplier nanoTime;
    private final Sleeper sleeper;
    private final ConcurrentMap<String, Lane> lanes = new ConcurrentHashMap<>();

    /** @param limits those in force; places that were given under others stay so until they are given back */
    public Throttle(Degradation degradation, Supplier<DegradedConfig> limits, ThrottleObserver observer) {
        this(degradation, limits, observer, System::nanoTime, Sleeper.REAL);
    }

    Throttle(
            Degradation degradation,
            Supplier<DegradedConfig> limits,
            ThrottleObserver observer,
            LongSupplier nanoTime,
            Sleeper sleeper) {
        this.degradation = degradation;
        this.limits = limits;
        this.observer = observer;
        this.nanoTime = nanoTime;
        this.sleeper = sleeper;
    }

    @Override
    public boolean isFree() {
        return degradation.missing().isEmpty();
    }

    @Override
    public Lookup<Place> toFill(Repository repository, Deadline deadline) {
        Optional<Dependency> missing = degradation.missing();
        return missing.isEmpty()
                ? Lookup.found(Place.UNLIMITED)
                : place(repository.upstream(), missing.get(), deadline);
    }

    @Override
    public Lookup<Place> toPass(Repository repository, Deadline deadline) {
        return place(repository.upstream(), degradation.missing().orElse(Dependency.DISK), deadline);
    }

    Optional<Dependency> missing() {
        return degradation.missing();
    }

    /** A place, and a request. */
    Lookup<Place> place(String upstream, Dependency missing, Deadline deadline) {
        Lane lane = lane(upstream);
        Deadline patience = patience(deadline);
        boolean isEntered = false;
        boolean isAdmitted = false;
        try {
            isEntered = await(upstream, () -> lane.mayCarry(patience.left()));
            isAdmitted = isEntered && await(upstream, () -> lane.mayAsk(patience.left()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (isEntered && !isAdmitted) {
                lane.leave();
            }
        }
        return isAdmitted
                ? Lookup.found(new LanePlace(lane, change -> observer.carrying(upstream, change)))
                : refused(upstream, missing);
    }

    /** A request. Empty when it may be made. */
    <T> Optional<Lookup<T>> refusal(String upstream, Dependency missing, Deadline deadline) {
        Lane lane = lane(upstream);
        Deadline patience = patience(deadline);
        try {
            if (await(upstream, () -> lane.mayAsk(patience.left()))) {
                return Optional.empty();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Optional.of(refused(upstream, missing));
    }

    private interface Turn {
        boolean comes() throws InterruptedException;
    }

    private boolean await(String upstream, Turn turn) throws InterruptedException {
        observer.waiting(upstream, 1);
        try {
            return Trace.phase(Step.WAIT, turn::comes);
        } finally {
            observer.waiting(upstream, -1);
        }
    }

    private <T> Lookup<T> refused(String upstream, Dependency missing) {
        observer.refused(upstream);
        return Lookup.unreachable(
                missing,
                UpstreamException.busy(
                        RETRY_AFTER,
                        "too many wait for " + upstream + ", of which little is asked while the "
                                + missing.name().toLowerCase(Locale.ROOT) + " is down"));
    }

    private static Deadline patience(Deadline deadline) {
        Duration half = deadline.left().dividedBy(2);
        return deadline.atMost(half.compareTo(PATIENCE) < 0 ? half : PATIENCE);
    }

    private Lane lane(String upstream) {
        DegradedConfig now = limits.get();
        Lane known = lanes.get(upstream);
        return known != null && known.limits().equals(now)
                ? known
                : lanes.compute(
                        upstream,
                        (name, lane) ->
                                lane != null && lane.limits().equals(now) ? lane : new Lane(now, nanoTime, sleeper));
    }
}
