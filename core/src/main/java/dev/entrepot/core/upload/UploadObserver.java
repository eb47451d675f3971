package dev.entrepot.core.upload;

import java.time.Duration;

/** Hears of what is brought to the bucket; for metrics and health. Must not block or throw. */
public interface UploadObserver {

    UploadObserver NOOP = new UploadObserver() {};

    /** What came of one attempt. */
    enum Outcome {
        STORED,
        /** Another has stored it, or this one in an earlier life. */
        THERE,
        /** It is tried again. */
        RETRIED,
        /** It is given up until somebody changes something. */
        FAILED,
        /** It is not held any more, or is damaged. */
        GONE
    }

    /** @param sent bytes of content */
    default void attempted(UploadEntry entry, Outcome outcome, long sent, Duration took) {}

    /** More is owed than may be: this one is not sent, and may be evicted. */
    default void dropped(UploadEntry entry) {}
}
