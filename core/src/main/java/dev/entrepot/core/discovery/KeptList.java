package dev.entrepot.core.discovery;

import java.time.Instant;
import java.util.List;

/** What an upstream listed, and when it did. */
public record KeptList<T>(List<T> entries, Instant at) {

    public KeptList {
        entries = List.copyOf(entries);
    }
}
