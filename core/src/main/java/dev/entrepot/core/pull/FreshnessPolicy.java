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
        if (isFresh(known.get(), now)) {
            return new TagPlan.Serve(known.get());
        }
        // Clients do not queue up behind an upstream that is known to be down.
        return upstreamInTrouble && mayBeStale(known.get(), now)
                ? new TagPlan.ServeAndRevalidate(known.get())
                : new TagPlan.Revalidate(known.get());
    }

    /** A check that lies ahead was dated by a clock that was wrong: without this it would be fresh until then. */
    private boolean isFresh(TagEntry known, Instant now) {
        return !known.checked().isAfter(now) && age(known, now).compareTo(timeToLive) < 0;
    }

    public boolean mayBeStale(TagEntry known, Instant now) {
        return age(known, now).compareTo(maxStale) <= 0;
    }

    /** Never negative. */
    static Duration age(TagEntry known, Instant now) {
        Duration age = Duration.between(known.checked(), now);
        return age.isNegative() ? Duration.ZERO : age;
    }
}
