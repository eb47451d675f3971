package dev.entrepot.core.upload;

import java.time.Duration;

/**
 * How much is sent at once, and how stubbornly.
 *
 * @param onePut bytes that go in one request; what is larger goes in parts
 * @param part bytes of a part; stores want at least 5 MiB
 * @param lookFirst bytes above which is asked first whether it is there: the refusal may come after the body
 * @param queue bytes that may wait; what waits longest is dropped beyond it
 */
public record UploadLimits(long onePut, long part, long lookFirst, long queue, Retries retries) {

    private static final long MOST_IN_ONE_PUT = 5L << 30;

    public static final UploadLimits DEFAULT =
            new UploadLimits(1L << 30, 64L << 20, 64L << 20, 20L << 30, Retries.DEFAULT);

    /**
     * @param firstDelay before the first repetition; doubled before each that follows; half of it more or less, by chance
     * @param longestDelay that no delay exceeds, whatever the bucket asks for
     * @param perRequest one request may take, besides what its bytes take at {@code slowest}
     * @param slowest bytes a second
     * @param attempts in all, after which it is given up
     * @param givenUp how long what was given up rests
     */
    public record Retries(
            Duration firstDelay,
            Duration longestDelay,
            Duration perRequest,
            long slowest,
            int attempts,
            Duration givenUp) {

        public static final Retries DEFAULT = new Retries(
                Duration.ofSeconds(1),
                Duration.ofMinutes(10),
                Duration.ofMinutes(1),
                512 << 10,
                100,
                Duration.ofHours(1));

        Retries slowest(long bytesPerSecond) {
            return new Retries(firstDelay, longestDelay, perRequest, bytesPerSecond, attempts, givenUp);
        }

        Duration perRequest(long bytes) {
            return perRequest.plusSeconds(bytes / slowest);
        }

        /**
         * @param attempt 1 for the one that failed first
         * @param chance from 0 to 1
         */
        Duration delay(int attempt, double chance) {
            long doubled = firstDelay.toMillis() << Math.min(attempt - 1, 20);
            long longest = Math.min(doubled, longestDelay.toMillis());
            return Duration.ofMillis((long) (longest * (0.5 + chance / 2)));
        }
    }

    /**
     * With time for the waiting that a pace of our own asks for, besides that for the network.
     *
     * @param bytesPerSecond of all requests together
     * @param concurrency how many share it
     */
    public UploadLimits paced(long bytesPerSecond, int concurrency) {
        double perByte = 1.0 / retries.slowest() + (double) concurrency / bytesPerSecond;
        return new UploadLimits(onePut, part, lookFirst, queue, retries.slowest(Math.max(1, (long) (1 / perByte))));
    }

    /**
     * The size of a part stays: what was begun before a restart goes on after it.
     *
     * @param bytes taken for 5 GiB where they are more, as S3 takes no more in one request
     */
    public UploadLimits partsAbove(long bytes) {
        return new UploadLimits(Math.min(bytes, MOST_IN_ONE_PUT), part, lookFirst, queue, retries);
    }

    public UploadLimits queueing(long bytes) {
        return new UploadLimits(onePut, part, lookFirst, bytes, retries);
    }
}
