package dev.entrepot.proxy.upstream.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.entrepot.proxy.upstream.http.Origin;
import dev.entrepot.proxy.upstream.limit.BreakerObserver.BreakerState;
import dev.failsafe.CircuitBreaker;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A circuit breaker for each host that an upstream leads to, so that a CDN that is down does not close the registry. */
final class Breakers {

    private static final Logger LOG = LoggerFactory.getLogger(Breakers.class);
    private static final int MAX_HOSTS = 256;

    /** What one exchange tells about its host. */
    enum Verdict {
        /** It answered, whatever it said. */
        UP,
        DOWN,
        /** The exchange ended for reasons of ours. */
        UNKNOWN
    }

    private final BreakerLimits limits;
    private final BreakerObserver observer;
    private final Cache<Origin, CircuitBreaker<Object>> byHost =
            Caffeine.newBuilder().maximumSize(MAX_HOSTS).executor(Runnable::run).build();

    Breakers(BreakerLimits limits, BreakerObserver observer) {
        this.limits = limits;
        this.observer = observer;
    }

    /** How long the host will be left alone; empty when it may be asked. Takes nothing. */
    Optional<Duration> pause(Origin host) {
        CircuitBreaker<Object> breaker = byHost.getIfPresent(host);
        return breaker == null
                        || !breaker.isOpen()
                        || !breaker.getRemainingDelay().isPositive()
                ? Optional.empty()
                : Optional.of(breaker.getRemainingDelay());
    }

    /** Whether an exchange may start; each that does has to be {@link #judged}. */
    boolean admits(Origin host) {
        return limits.isNever() || breaker(host).tryAcquirePermit();
    }

    void judged(Origin host, Verdict verdict) {
        if (limits.isNever()) {
            return;
        }
        CircuitBreaker<Object> breaker = breaker(host);
        switch (verdict) {
            case UP -> breaker.recordSuccess();
            case DOWN -> breaker.recordFailure();
            case UNKNOWN -> {
                // A probe without a result holds the only permit; it proved nothing, so the pause starts again.
                if (breaker.isHalfOpen()) {
                    breaker.recordFailure();
                }
            }
        }
    }

    private CircuitBreaker<Object> breaker(Origin host) {
        return byHost.get(host, this::newBreaker);
    }

    private CircuitBreaker<Object> newBreaker(Origin host) {
        return CircuitBreaker.builder()
                .withFailureRateThreshold(limits.percent(), limits.exchanges(), limits.window())
                .withDelay(limits.pause())
                .withSuccessThreshold(1)
                .onOpen(event -> changed(host, BreakerState.OPEN))
                .onHalfOpen(event -> changed(host, BreakerState.HALF_OPEN))
                .onClose(event -> changed(host, BreakerState.CLOSED))
                .build();
    }

    private void changed(Origin host, BreakerState state) {
        switch (state) {
            case OPEN -> LOG.warn("{} is taken for down and left alone for {}", host, limits.pause());
            case HALF_OPEN -> LOG.debug("{} is asked whether it is back", host);
            case CLOSED -> LOG.info("{} is back", host);
        }
        observer.breakerChanged(host, state);
    }
}
