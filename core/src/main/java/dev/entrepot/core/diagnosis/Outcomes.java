package dev.entrepot.core.diagnosis;

import dev.entrepot.core.diagnosis.Facts.Met;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How many attempts ended how over the last minutes, in a ring of slices: a slice is emptied when its time comes round.
 * Not thread-safe.
 */
final class Outcomes {

    static final int SLICES = 10;
    static final long SLICE_NANOS = 30_000_000_000L;

    /** What is looked back at; trouble that is older is over. */
    static final long WINDOW_NANOS = SLICES * SLICE_NANOS;

    /** Reasons told apart in a slice. */
    private static final int MAX_REASONS = 8;

    private static final String OTHER_REASONS = "other";

    private static final class Tally {
        long subjects;
        long recovered;
    }

    private static final class Slice {
        long number = Long.MIN_VALUE;
        long asked;
        long failed;
        final Map<String, Tally> reasons = new HashMap<>();

        void begin(long now) {
            number = now;
            asked = 0;
            failed = 0;
            reasons.clear();
        }

        Tally of(String reason) {
            boolean fits = reasons.size() < MAX_REASONS || reasons.containsKey(reason);
            return reasons.computeIfAbsent(fits ? reason : OTHER_REASONS, added -> new Tally());
        }
    }

    private final Slice[] ring = new Slice[SLICES];

    Outcomes() {
        Arrays.setAll(ring, at -> new Slice());
    }

    void addWell(long now) {
        at(now).asked++;
    }

    void addFailed(long now) {
        at(now).asked++;
        at(now).failed++;
    }

    /** A subject failed that had not. */
    void addMet(String reason, long now) {
        at(now).of(reason).subjects++;
    }

    /** A subject that had met {@code reason} went well; counted where it met it, so that the two stay together. */
    void addRecovered(String reason, long met) {
        Slice then = place(met);
        if (then.number == number(met)) {
            then.of(reason).recovered++;
        }
    }

    private static long number(long time) {
        return Math.floorDiv(time, SLICE_NANOS);
    }

    private Slice place(long time) {
        return ring[Math.floorMod(number(time), SLICES)];
    }

    private Slice at(long now) {
        Slice slice = place(now);
        if (slice.number != number(now)) {
            slice.begin(number(now));
        }
        return slice;
    }

    long asked(long now) {
        return lately(now).stream().mapToLong(slice -> slice.asked).sum();
    }

    long failed(long now) {
        return lately(now).stream().mapToLong(slice -> slice.failed).sum();
    }

    /** Subjects that met something and went well later. */
    long recovered(long now) {
        return met(now).stream().mapToLong(Met::recovered).sum();
    }

    /** The most frequent first. */
    List<Met> met(long now) {
        Map<String, Tally> sums = new HashMap<>();
        for (Slice slice : lately(now)) {
            slice.reasons.forEach((reason, tally) -> {
                Tally sum = sums.computeIfAbsent(reason, added -> new Tally());
                sum.subjects += tally.subjects;
                sum.recovered += tally.recovered;
            });
        }
        return sums.entrySet().stream()
                .map(sum -> new Met(sum.getKey(), sum.getValue().subjects, sum.getValue().recovered))
                .sorted(Comparator.comparingLong(Met::subjects).reversed().thenComparing(Met::reason))
                .toList();
    }

    private List<Slice> lately(long now) {
        long oldest = number(now) - SLICES + 1;
        return Arrays.stream(ring)
                .filter(slice -> slice.number >= oldest && slice.number <= number(now))
                .toList();
    }
}
