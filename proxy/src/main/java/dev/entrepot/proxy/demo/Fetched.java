package dev.entrepot.proxy.demo;

/** How one object reached a client. */
sealed interface Fetched {

    /** Bytes of the body that came. */
    long bytes();

    /** @param cacheStatus as entrepot sent it */
    record Right(long bytes, String cacheStatus) implements Fetched {}

    /** The body ended before the announced length: a client sees that it has not got it. */
    record CutShort(long bytes, long announced) implements Fetched {}

    /** The body was as long as announced, and not what the digest names. The one thing that must never happen. */
    record Wrong(long bytes) implements Fetched {}

    record Refused(int status, long bytes) implements Fetched {}

    /** No answer at all. */
    record Failed(String why) implements Fetched {
        @Override
        public long bytes() {
            return 0;
        }
    }
}
