package dev.entrepot.proxy.metrics;

import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.health.Health;
import dev.entrepot.proxy.upstream.UpstreamObserver;
import dev.entrepot.proxy.upstream.http.Origin;
import dev.entrepot.proxy.upstream.http.UpstreamException;
import dev.entrepot.proxy.upstream.http.UpstreamException.Kind;
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

    private static boolean isTheirs(UpstreamException trouble) {
        return trouble.kind() != Kind.BUSY && trouble.kind() != Kind.INTERRUPTED;
    }

    @Override
    public void tokenAsked(Origin service, TokenOutcome outcome, Duration took) {
        next.tokenAsked(service, outcome, took);
    }
}
