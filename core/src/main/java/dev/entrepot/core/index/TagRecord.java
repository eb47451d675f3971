package dev.entrepot.core.index;

import java.time.Instant;

/** What the upstream said of a tag when it was last asked. Of two records of one tag the later one is right. */
public sealed interface TagRecord permits TagEntry, GoneTag {

    /** When the upstream said so. */
    Instant checked();
}
