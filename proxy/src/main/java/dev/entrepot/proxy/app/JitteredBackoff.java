package dev.entrepot.proxy.app;

import dev.entrepot.core.pull.Backoff;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Waits exponentially longer, with jitter, a few times. Blocks the fill's own thread; its readers wait with it. */
final class JitteredBackoff implements Backoff {

    private final Duration first;
    private final int most;

    /**
     * @param first before the first repetition; four times longer before each that follows
     * @param most repetitions without progress
     */
    JitteredBackoff(Duration first, int most) {
        this.first = first;
        this.most = most;
    }

    @Override
    public boolean awaitTurn(int attempt) throws InterruptedException {
        if (attempt > most) {
            return false;
        }
        double jitter = 0.5 + ThreadLocalRandom.current().nextDouble();
        Thread.sleep(Duration.ofNanos((long) (first.toNanos() * Math.pow(4, attempt - 1) * jitter)));
        return true;
    }
}
