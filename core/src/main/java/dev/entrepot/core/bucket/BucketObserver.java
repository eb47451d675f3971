package dev.entrepot.core.bucket;

import java.time.Duration;

/** Hears of every request to the bucket; for metrics and health. Must not block or throw. */
public interface BucketObserver {

    BucketObserver NOOP = new BucketObserver() {};

    /** How one request ended. */
    enum Answer {
        OK,
        /** Whoever knows says no: it is not there, or the condition did not hold. */
        NO,
        /** It may work another time. */
        TRANSIENT,
        /** It will fail the same way until somebody changes something. */
        PERMANENT
    }

    /** @param took until the head of the answer */
    default void requested(RequestKind kind, Answer answer, String reason, Duration took) {}

    /** Bytes of content that came. */
    default void received(int bytes) {}
}
