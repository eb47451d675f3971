package dev.entrepot.proxy.upstream;

import dev.entrepot.core.blob.Lookup;
import dev.entrepot.proxy.upstream.auth.TokenObserver;
import dev.entrepot.proxy.upstream.http.Origin;
import dev.entrepot.proxy.upstream.limit.BreakerObserver;
import dev.entrepot.proxy.upstream.limit.RateLimit;
import java.time.Duration;

/**
 * Hears of everything that is asked of one upstream; for metrics and the classifier. Called on the asking thread, must not
 * block or throw.
 */
public interface UpstreamObserver extends TokenObserver, BreakerObserver {

    /** What is asked. Only the last two count against Docker Hub's limit, and HEAD not even that. */
    enum Operation {
        BLOB,
        BLOB_RANGE,
        BLOB_PROBE,
        TAG_LIST,
        REFERRERS,
        MANIFEST_HEAD,
        MANIFEST_GET
    }

    UpstreamObserver NOOP = new UpstreamObserver() {
        @Override
        public void attemptStarted(Operation operation) {}

        @Override
        public void attemptEnded(Operation operation, Lookup<?> answer, Duration took) {}

        @Override
        public void tokenAsked(Origin service, TokenOutcome outcome, Duration took) {}
    };

    /** A question is about to be asked; redirects and challenges are part of it, each repetition is an attempt of its own. */
    void attemptStarted(Operation operation);

    /**
     * The answer's headers are here, or there will be none; called exactly once for each start.
     *
     * @param answer unreachable with an {@link dev.entrepot.proxy.upstream.http.UpstreamException} says what kind of trouble
     */
    void attemptEnded(Operation operation, Lookup<?> answer, Duration took);

    /** What was asked had failed and was asked again; called after {@link #attemptEnded} of each repetition. */
    default void retried(Operation operation, Lookup<?> answer) {}

    /** The registry said what is left of its limit on requests. */
    default void rateLimited(RateLimit said) {}
}
