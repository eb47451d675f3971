package dev.entrepot.proxy.metrics;

import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.health.Health;
import dev.entrepot.proxy.upstream.UpstreamObserver;
import dev.entrepot.proxy.upstream.http.Origin;
import dev.entrepot.proxy.upstream.http.UpstreamException;
import dev.entrepot.proxy.upstream.limit.RateLimit;
import java.time.Duration;

/** Tells health how an upstream does; passes everything on. */
final class HealthNoting implements UpstreamObserver {

    private final UpstreamObserver next;
    private final Health health;
    private final String upstream;

    HealthNoting(UpstreamObserver next, Health health, String upstream) {
        this.next = next;
        this.health = health;
        this.upstream = upstream;
    }

    @Override
    public void attemptStarted(Operation operation) {
        next.attemptStarted(operation);
    }

    @Override
    public void attemptEnded(Operation operation, Lookup<?> answer, Duration took) {
        next.attemptEnded(operation, answer, took);
        if (!(answer instanceof Lookup.Unreachable<?> unreachable)) {
            health.well(Dependency.UPSTREAM, upstream);
        } else if (unreachable.cause() instanceof UpstreamException trouble && isTheirs(trouble)) {
            health.troubled(Dependency.UPSTREAM, upstream, String.valueOf(trouble.getMessage()));
        }
    }

    /** That a breaker is open is no news: what opened it was. */
    private static boolean isTheirs(UpstreamException trouble) {
        return switch (trouble.kind()) {
            case BUSY, OPEN, INTERRUPTED -> false;
            default -> true;
        };
    }

    @Override
    public void retried(Operation operation, Lookup<?> answer) {
        next.retried(operation, answer);
    }

    @Override
    public void rateLimited(RateLimit said) {
        next.rateLimited(said);
    }

    @Override
    public void breakerChanged(Origin host, BreakerState state) {
        next.breakerChanged(host, state);
    }

    @Override
    public void tokenAsked(Origin service, TokenOutcome outcome, Duration took) {
        next.tokenAsked(service, outcome, took);
    }
}
