package dev.entrepot.proxy.http;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What was read lately. Nodes ask for the same few things over and over: reading a target took an eighth of the time of a
 * cached manifest, most of it in regular expressions; this takes a hash and a comparison (docs/performance.md).
 *
 * <p>Thread-safe without a lock: an entry is immutable, and one that another thread overwrites is read anew.
 */
final class RememberedRoutes {

    /** A power of two. */
    private static final int ROOM = 512;

    /** Characters; bounds what strangers can fill it with to some hundred kilobytes. */
    private static final int MAX_TARGET = 512;

    private record Entry(String target, RegistryRoute route) {}

    private final @Nullable Entry[] entries = new @Nullable Entry[ROOM];

    Optional<RegistryRoute> get(String target) {
        Entry entry = entries[slot(target)];
        return entry != null && entry.target().equals(target) ? Optional.of(entry.route()) : Optional.empty();
    }

    /** Only for a route that will always be that of {@code target}. */
    void put(String target, RegistryRoute route) {
        if (target.length() <= MAX_TARGET) {
            entries[slot(target)] = new Entry(target, route);
        }
    }

    private static int slot(String target) {
        int hash = target.hashCode();
        return (hash ^ (hash >>> 16)) & (ROOM - 1);
    }
}
