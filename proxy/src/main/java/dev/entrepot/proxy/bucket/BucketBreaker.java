package dev.entrepot.proxy.bucket;

import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.bucket.BeyondEndException;
import dev.entrepot.core.bucket.Sent;
import dev.failsafe.CircuitBreaker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leaves the bucket alone for a while after it failed some times in a row, so that one that hangs costs its time limit a few
 * times and not with every request. It is done without easily: the upstream has everything.
 */
final class BucketBreaker {

    private static final Logger LOG = LoggerFactory.getLogger(BucketBreaker.class);
    private static final int FAILURES = 3;

    private final CircuitBreaker<Object> breaker;
    private final AtomicInteger probing = new AtomicInteger();

    /**
     * @param what is not done meanwhile, for the log
     * @param pause before one request is let through, to see whether it is back
     */
    BucketBreaker(String what, Duration pause) {
        this.breaker = CircuitBreaker.builder()
                .withFailureThreshold(FAILURES)
                .withSuccessThreshold(1)
                .withDelay(pause)
                .onOpen(event -> LOG.warn("the bucket is taken for down: no {} for {}", what, pause))
                .onClose(event -> LOG.info("the bucket is back: {} again", what))
                .build();
    }

    /** Takes nothing. False also while one request is let through: what it comes to is what everybody waits for. */
    boolean mayAsk() {
        return breaker.isClosed()
                || (probing.get() == 0 && !breaker.getRemainingDelay().isPositive());
    }

    <T> Lookup<T> ask(Supplier<Lookup<T>> question, Supplier<Lookup<T>> down) {
        return guarded(question, down, BucketBreaker::isWell);
    }

    <T> Sent<T> tell(Supplier<Sent<T>> request, Supplier<Sent<T>> down) {
        return guarded(request, down, answer -> !(answer instanceof Sent.Transient<T>));
    }

    /** That there is no such part of an object is an answer; without this three odd ranges of one client were an outage. */
    private static <T> boolean isWell(Lookup<T> answer) {
        return !(answer instanceof Lookup.Unreachable<T> down) || down.cause() instanceof BeyondEndException;
    }

    private <R> R guarded(Supplier<R> request, Supplier<R> down, Function<R, Boolean> isWell) {
        if (!breaker.tryAcquirePermit()) {
            return down.get();
        }
        boolean well = false;
        int probes = breaker.isHalfOpen() ? 1 : 0;
        probing.addAndGet(probes);
        try {
            R answer = request.get();
            well = isWell.apply(answer);
            return answer;
        } finally {
            probing.addAndGet(-probes);
            if (well) {
                breaker.recordSuccess();
            } else {
                breaker.recordFailure();
            }
        }
    }
}
