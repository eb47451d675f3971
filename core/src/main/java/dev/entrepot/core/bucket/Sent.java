package dev.entrepot.core.bucket;

import java.time.Duration;
import java.util.Optional;

/**
 * What came of one request that changes something in the bucket. Which failures may pass is said here, by whoever saw
 * the answer, so that nobody has to guess from an exception.
 */
public sealed interface Sent<T> {

    record Done<T>(T value) implements Sent<T> {}

    /** The condition did not hold: it is there already, or is not any more what it was. Nothing was changed. */
    record Overtaken<T>() implements Sent<T> {}

    /**
     * It may work another time: throttling, a server error, a time limit, a reset.
     *
     * @param retryAfter what the bucket asked for
     * @param mayBeDone whether all of it was sent and no answer came, so that it may be found done
     */
    record Transient<T>(String reason, Optional<Duration> retryAfter, boolean mayBeDone) implements Sent<T> {

        /** Nothing was done. */
        public Transient(String reason, Optional<Duration> retryAfter) {
            this(reason, retryAfter, false);
        }
    }

    /** It will fail the same way until somebody changes something. */
    record Permanent<T>(Problem problem, String reason) implements Sent<T> {}

    /** Nothing was asked: the bucket failed too often, and has its peace for a moment. */
    record LeftAlone<T>() implements Sent<T> {}

    /** What will not pass by itself. */
    enum Problem {
        /** 401 or 403: credentials or policy. */
        DENIED,
        NO_SUCH_BUCKET,
        /** The bytes that arrived are not those of their digest. */
        BAD_DIGEST,
        /** The store does not know such a request. */
        UNSUPPORTED,
        OTHER
    }

    /** The same answer to another question; only for what is not {@link Done}. */
    default <U> Sent<U> failure() {
        return switch (this) {
            case Done<T> done -> throw new IllegalStateException("done is no failure");
            case Overtaken<T> overtaken -> new Overtaken<>();
            case Transient<T> passing -> new Transient<>(passing.reason(), passing.retryAfter(), passing.mayBeDone());
            case LeftAlone<T> nothing -> new LeftAlone<>();
            case Permanent<T> lasting -> new Permanent<>(lasting.problem(), lasting.reason());
        };
    }

    static <T> Sent<T> done(T value) {
        return new Done<>(value);
    }
}
