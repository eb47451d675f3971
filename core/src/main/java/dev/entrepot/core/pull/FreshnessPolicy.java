package dev.entrepot.core.pull;

import dev.entrepot.core.index.TagEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What to do about a tag, decided from facts alone.
 *
 * @param timeToLive for so long after a check a tag is served unasked; zero asks every time
 * @param maxStale for so long after a check a tag may be served while the upstream cannot be asked
 */
public record FreshnessPolicy(Duration timeToLive, Duration maxStale) {

    /** For what others add to all the time: lists, and the tags of signatures. */
    private static final Duration BRIEFLY = Duration.ofMinutes(1);

    public FreshnessPolicy {
        if (timeToLive.isNegative() || maxStale.isNegative()) {
            throw new IllegalArgumentException("durations are not negative");
        }
    }

    /** @param upstreamInTrouble whether the upstream could not be asked a moment ago */
    public TagPlan plan(Optional<TagEntry> known, Instant now, boolean upstreamInTrouble) {
        if (known.isEmpty()) {
            return new TagPlan.Fetch();
        }
        if (isFresh(known.get().checked(), now)) {
            return new TagPlan.Serve(known.get());
        }
        // Clients do not queue up behind an upstream that is known to be down.
        return upstreamInTrouble && mayBeStale(known.get().checked(), now)
                ? new TagPlan.ServeAndRevalidate(known.get())
                : new TagPlan.Revalidate(known.get());
    }

    /** The same, but for a minute at most. */
    public FreshnessPolicy brief() {
        return timeToLive.compareTo(BRIEFLY) > 0 ? new FreshnessPolicy(BRIEFLY, maxStale) : this;
    }

    /** A check that lies ahead was dated by a clock that was wrong: without this it would be fresh until then. */
    public boolean isFresh(Instant checked, Instant now) {
        return !checked.isAfter(now) && age(checked, now).compareTo(timeToLive) < 0;
    }

    public boolean mayBeStale(Instant checked, Instant now) {
        return age(checked, now).compareTo(maxStale) <= 0;
    }

    /** Never negative. */
    static Duration age(Instant checked, Instant now) {
        Duration age = Duration.between(checked, now);
        return age.isNegative() ? Duration.ZERO : age;
    }
}
