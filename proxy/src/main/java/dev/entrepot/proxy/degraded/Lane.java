package dev.entrepot.proxy.degraded;

import dev.entrepot.config.DegradedConfig;
import dev.entrepot.proxy.upstream.limit.FairPace;
import dev.entrepot.proxy.upstream.limit.Sleeper;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** The three limits of one upstream, each first come, first served. */
final class Lane {

    private final DegradedConfig limits;
    private final FairPace requests;
    private final FairPace bytes;
    private final Semaphore places;

    Lane(DegradedConfig limits, LongSupplier nanoTime, Sleeper sleeper) {
        this.limits = limits;
        this.requests = new FairPace(limits.requestsPerSecond(), nanoTime, sleeper);
        this.bytes = new FairPace(limits.bytesPerSecond().bytes(), nanoTime, sleeper);
        this.places = new Semaphore(limits.concurrentTransfers(), true);
    }

    DegradedConfig limits() {
        return limits;
    }

    FairPace bytes() {
        return bytes;
    }

    /** @return false when the turn would come later than {@code patience} allows */
    boolean mayAsk(Duration patience) throws InterruptedException {
        return requests.take(1, patience);
    }

    /** @return false when no place became free; else {@link #leave()} must follow */
    boolean mayCarry(Duration patience) throws InterruptedException {
        return places.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS);
    }

    void leave() {
        places.release();
    }
}
