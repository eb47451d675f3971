package dev.entrepot.e2e.drill;

/**
 * One request of a client, as it ended.
 *
 * @param target of the request
 * @param outcome how it ended
 * @param cache what {@code Cache-Status} said; empty where there was no answer
 * @param firstByteMillis until the answer's head was there
 * @param wholeMillis until its last byte, or its end
 * @param silentMillis the longest that nothing came
 */
record Pull(String target, Outcome outcome, String cache, long firstByteMillis, long wholeMillis, long silentMillis) {

    enum Outcome {
        /** Whole, with the right digest. */
        RIGHT,
        /** 503 with {@code Retry-After}: said, and in time. */
        REFUSED,
        /** A body that ended short, so that every client sees it. */
        CUT,
        /** Whole, with another digest than was asked for. */
        WRONG,
        /** No head, or no further byte, within the limit. */
        HUNG,
        /** Any other answer, or none. */
        STRANGE
    }

    boolean isRight() {
        return outcome == Outcome.RIGHT;
    }

    boolean isHit() {
        return isRight() && cache.contains("hit");
    }

    boolean isStale() {
        return isRight() && cache.contains("stale");
    }
}
