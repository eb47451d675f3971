package dev.entrepot.core.diagnosis;

import dev.entrepot.core.diagnosis.Facts.Load;
import dev.entrepot.core.diagnosis.Facts.Spread;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How long it took, by how many were at it: the last {@value Samples#MOST} times for each class of load, a class beginning at
 * twice as many as the one before. Exact medians of few samples serve better here than coarse ones of many: a lane may be
 * used ten times in five minutes. Not thread-safe.
 */
final class Durations {

    /** 1, 2 to 3, 4 to 7, 8 to 15, 16 to 31, 32 and more. */
    private static final int CLASSES = 6;

    private final @Nullable Samples[] byLoad = new @Nullable Samples[CLASSES];

    /** @param waiting at least 1 */
    void add(long nanos, long now, int waiting) {
        int place = Math.min(CLASSES - 1, 31 - Integer.numberOfLeadingZeros(waiting));
        Samples samples = byLoad[place];
        if (samples == null) {
            samples = new Samples();
            byLoad[place] = samples;
        }
        samples.add(nanos, now, waiting);
    }

    /** The least load first; classes without samples are left out. */
    List<Load> loads(long since) {
        return known().map(samples -> load(samples.took(since), samples.waiting(since)))
                .filter(load -> load.samples() > 0)
                .toList();
    }

    private static Load load(long[] took, long[] waiting) {
        return new Load((int) quantile(waiting, 0.5), took.length, Duration.ofNanos(quantile(took, 0.5)));
    }

    Spread spread(long since) {
        long[] took = all(samples -> samples.took(since));
        LongSummaryStatistics range =
                Arrays.stream(all(samples -> samples.at(since))).summaryStatistics();
        return new Spread(
                took.length,
                Duration.ofNanos(quantile(took, 0.5)),
                Duration.ofNanos(quantile(took, 0.95)),
                Duration.ofNanos(took.length == 0 ? 0 : range.getMax() - range.getMin()));
    }

    private long[] all(Function<Samples, long[]> values) {
        return known().flatMapToLong(samples -> Arrays.stream(values.apply(samples)))
                .toArray();
    }

    private Stream<Samples> known() {
        return Arrays.stream(byLoad).filter(Objects::nonNull).map(Objects::requireNonNull);
    }

    /** 0 where there is none. */
    static long quantile(long[] values, double part) {
        long[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted.length == 0 ? 0 : sorted[(int) Math.min(sorted.length - 1L, (long) (sorted.length * part))];
    }
}
