package dev.entrepot.core.index;

import dev.entrepot.core.oci.Digest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What a tag named, and when we last asked.
 *
 * @param checked when the upstream last confirmed it
 * @param history every digest it was seen to name, newest first, the current one included; at most
 *     {@value #MAX_HISTORY}
 */
public record TagEntry(Digest digest, Instant checked, List<Seen> history) implements TagRecord {

    public static final int MAX_HISTORY = 64;

    /** @param since when the tag was first seen to name it */
    public record Seen(Digest digest, Instant since) {}

    public TagEntry {
        history = List.copyOf(history);
    }

    public static TagEntry first(Digest digest, Instant now) {
        return new TagEntry(digest, now, List.of(new Seen(digest, now)));
    }

    /** The upstream was asked at {@code now} and named {@code named}. */
    public TagEntry confirmed(Digest named, Instant now) {
        if (named.equals(digest)) {
            return new TagEntry(digest, now, history);
        }
        List<Seen> longer = new ArrayList<>();
        longer.add(new Seen(named, now));
        longer.addAll(history);
        return new TagEntry(named, now, longer.subList(0, Math.min(longer.size(), MAX_HISTORY)));
    }
}
