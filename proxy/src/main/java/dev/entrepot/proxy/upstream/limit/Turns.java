package dev.entrepot.proxy.upstream.limit;

import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.diagnosis.Lane;
import dev.entrepot.core.diagnosis.Passage;
import dev.entrepot.core.diagnosis.Watch;
import dev.entrepot.core.diagnosis.Work;
import dev.entrepot.proxy.upstream.http.UpstreamException;
import dev.entrepot.proxy.upstream.http.UpstreamException.Kind;
import dev.entrepot.proxy.upstream.http.UpstreamRequest;
import java.util.Optional;
import java.util.function.LongSupplier;

/** The turns of requests at an upstream that has a limit; the classifier hears how long they are waited for. */
final class Turns {

    private static final String TOO_LATE = "too late";

    private final Optional<FairPace> pace;
    private final Watch watch;
    private final Lane lane;

    /** @param nanoTime a monotonic clock, such as {@link System#nanoTime} */
    Turns(String upstream, UpstreamLimits limits, Watch watch, LongSupplier nanoTime, Sleeper sleeper) {
        this.pace = limits.requestsPerSecond() == 0
                ? Optional.empty()
                : Optional.of(new FairPace(limits.requestsPerSecond(), nanoTime, sleeper));
        this.watch = watch;
        this.lane = new Lane(Work.TURN, upstream);
    }

    /** @throws UpstreamException BUSY at once when its turn would come too late */
    void await(UpstreamRequest request, Deadline deadline) throws UpstreamException {
        if (pace.isEmpty()) {
            return;
        }
        Passage passage = watch.enter(lane, request.subject());
        try {
            if (!pace.get().take(1, deadline.left())) {
                passage.failed(TOO_LATE);
                throw new UpstreamException(Kind.BUSY, request + ": too many requests wait for their turn");
            }
            passage.well();
        } catch (InterruptedException e) {
            passage.left();
            Thread.currentThread().interrupt();
            throw new UpstreamException(Kind.INTERRUPTED, request + ": interrupted", e);
        }
    }
}
