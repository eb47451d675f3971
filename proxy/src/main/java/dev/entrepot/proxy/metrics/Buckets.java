package dev.entrepot.proxy.metrics;

import java.time.Duration;
import java.util.stream.LongStream;

/** The bounds of histograms. A hit takes tens of microseconds, a blob over a slow line half an hour. */
final class Buckets {

    static final Duration[] TIMES = LongStream.of(
                    100,
                    250,
                    500, // microseconds
                    1_000,
                    2_500,
                    5_000,
                    10_000,
                    25_000,
                    50_000,
                    100_000,
                    250_000,
                    500_000, // milliseconds
                    1_000_000,
                    2_500_000,
                    5_000_000,
                    10_000_000,
                    20_000_000,
                    30_000_000, // seconds
                    60_000_000,
                    300_000_000,
                    600_000_000,
                    1_800_000_000)
            .mapToObj(micros -> Duration.ofNanos(micros * 1000))
            .toArray(Duration[]::new);

    static final double[] COUNTS = {1, 2, 5, 10, 20, 50, 100, 200, 500, 1000};

    private Buckets() {}
}
