package dev.entrepot.proxy.upstream.limit;

import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.blob.Lookup.Unreachable;
import dev.entrepot.core.trace.Step;
import dev.entrepot.core.trace.Trace;
import dev.entrepot.proxy.upstream.http.UpstreamException;
import dev.entrepot.proxy.upstream.http.UpstreamException.Kind;
import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/**
 * Repeats what failed for a reason that may have passed a moment later: no connection, no answer in time, 408, 5xx, a 429
 * that says how soon. Never what was answered: found, absent and denied are final, and so is what will fail again.
 *
 * <p>This is the one place that knows Failsafe's retries.
 */
public final class Attempts {

    /** An attempt with less time than this, or than the one before took, is not worth its request. */
    private static final Duration LEAST_TIME = Duration.ofMillis(500);

    private final RetryLimits limits;

    public Attempts(RetryLimits limits) {
        this.limits = limits;
    }

    /**
     * @param attempt asks once, by a deadline of its own
     * @param deadline of all of it
     */
    public <T> Lookup<T> call(Function<Deadline, Lookup<T>> attempt, Deadline deadline) {
        if (limits.attempts() == 1) {
            return attempt.apply(deadline.atMost(limits.perAttempt()));
        }
        AtomicLong started = new AtomicLong();
        RetryPolicy<Lookup<T>> policy = RetryPolicy.<Lookup<T>>builder()
                .handleIf((answer, failure) ->
                        failure == null && isWorthAnother(answer, timeFor(deadline, started.get())))
                .withMaxRetries(limits.attempts() - 1)
                .withDelayFn(context -> asked(context.getLastResult()).orElse(backoff(context.getAttemptCount())))
                .onRetryScheduled(event -> Trace.lasting(Step.PAUSE, event.getDelay()))
                .build();
        try {
            return Failsafe.with(policy).get(() -> {
                started.set(deadline.nanoTime().getAsLong());
                return attempt.apply(deadline.atMost(limits.perAttempt()));
            });
        } catch (FailsafeException e) {
            // Only its sleep can fail, by an interruption; what an attempt throws comes as it is.
            Thread.currentThread().interrupt();
            return Lookup.unreachable(
                    Dependency.UPSTREAM, new UpstreamException(Kind.INTERRUPTED, "interrupted between attempts", e));
        }
    }

    /** How long we could wait before another attempt that takes as long as the last one did; perhaps negative. */
    private static Duration timeFor(Deadline deadline, long started) {
        Duration took = Duration.ofNanos(deadline.nanoTime().getAsLong() - started);
        return deadline.left().minus(took.compareTo(LEAST_TIME) > 0 ? took : LEAST_TIME);
    }

    private boolean isWorthAnother(@Nullable Lookup<?> answer, Duration time) {
        if (!(answer instanceof Unreachable<?> unreachable)
                || !(unreachable.cause() instanceof UpstreamException trouble)) {
            return false;
        }
        UpstreamException reason = reason(trouble);
        Duration delay = reason.retryAfter().orElse(limits.longestDelay());
        boolean isSoon = delay.compareTo(limits.longestDelay()) <= 0;
        return isTransient(reason) && isSoon && delay.compareTo(time) <= 0;
    }

    /** What the upstream asked for, and a little more: clocks are coarse. Failsafe's own jitter would make it less, too. */
    private static Optional<Duration> asked(@Nullable Lookup<?> answer) {
        return answer instanceof Unreachable<?> unreachable && unreachable.cause() instanceof UpstreamException trouble
                ? reason(trouble).retryAfter().map(time -> time.plusMillis(20))
                : Optional.empty();
    }

    /** Half as long or up to half longer, by chance, so that those who failed together do not come back together. */
    private Duration backoff(int attempts) {
        double jitter = 0.5 + ThreadLocalRandom.current().nextDouble();
        double nanos = limits.firstDelay().toNanos() * Math.pow(2, attempts - 1) * jitter;
        return Duration.ofNanos(Math.min((long) nanos, limits.longestDelay().toNanos()));
    }

    /** A token service fails for the same reasons as a registry. */
    private static UpstreamException reason(UpstreamException trouble) {
        return trouble.kind() == Kind.TOKEN && trouble.getCause() instanceof UpstreamException inner ? inner : trouble;
    }

    /** A certificate that is not believed now is not believed a second later; other ends of a handshake may be chance. */
    private static boolean isDistrust(UpstreamException trouble) {
        Throwable cause = trouble.getCause();
        for (int depth = 0; cause != null && depth < 10; depth++) {
            if (cause instanceof CertificateException || cause instanceof SSLPeerUnverifiedException) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    private static boolean isTransient(UpstreamException trouble) {
        return switch (trouble.kind()) {
            case CONNECT -> !isDistrust(trouble);
            case TIMEOUT, CLOSED, TRUNCATED -> true;
            case STATUS ->
                switch (trouble.status()) {
                    case 408, 500, 502, 503, 504 -> true;
                    case 429 -> trouble.retryAfter().isPresent();
                    default -> false;
                };
            default -> false;
        };
    }
}
