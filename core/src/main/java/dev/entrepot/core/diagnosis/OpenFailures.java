package dev.entrepot.core.diagnosis;

import dev.entrepot.core.diagnosis.Facts.Stuck;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Subjects that failed and have not gone well since, so that a failure can be told from a failure that passes. Bounded: of
 * more than {@value #MAX_SUBJECTS} at once those that failed longest ago are forgotten. Not thread-safe.
 */
final class OpenFailures {

    static final int MAX_SUBJECTS = 128;

    /** One subject; what is not final changes with each failure. */
    static final class Open {
        final String reason;
        final long since;
        final long wellBefore;
        long last;
        long failures;

        /** @param wellBefore attempts of the lane that had gone well until then */
        Open(String reason, long since, long wellBefore) {
            this.reason = reason;
            this.since = since;
            this.wellBefore = wellBefore;
        }
    }

    private final LinkedHashMap<String, Open> bySubject = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Open> eldest) {
            return size() > MAX_SUBJECTS;
        }
    };

    /** @return whether it is the first time */
    boolean failed(String subject, String reason, long now, long wellBefore) {
        Open known = bySubject.get(subject);
        Open open = known != null ? known : new Open(reason, now, wellBefore);
        open.failures++;
        open.last = now;
        bySubject.putIfAbsent(subject, open);
        return known == null;
    }

    /** @return what it had been, if it had failed */
    Optional<Open> well(String subject) {
        return Optional.ofNullable(bySubject.remove(subject));
    }

    void forgetBefore(long time) {
        bySubject.values().removeIf(open -> open.last - time < 0);
    }

    int size() {
        return bySubject.size();
    }

    int askedAgain() {
        return (int)
                bySubject.values().stream().filter(open -> open.failures > 1).count();
    }

    long repeats() {
        return bySubject.values().stream().mapToLong(open -> open.failures - 1).sum();
    }

    Duration since(long now) {
        long longest = bySubject.values().stream()
                .mapToLong(open -> now - open.since)
                .max()
                .orElse(0);
        return Duration.ofNanos(longest);
    }

    /** The one that failed most. */
    Optional<Stuck> worst(long now, long wellByNow) {
        return bySubject.entrySet().stream()
                .max(Comparator.comparingLong(entry -> entry.getValue().failures))
                .map(entry -> new Stuck(
                        entry.getKey(),
                        entry.getValue().reason,
                        entry.getValue().failures,
                        Duration.ofNanos(now - entry.getValue().since),
                        wellByNow - entry.getValue().wellBefore));
    }

    /** Failures of all of them. */
    long failures() {
        return repeats() + size();
    }
}
