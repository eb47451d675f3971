package dev.entrepot.core.pull;

import java.util.Optional;
import java.util.function.Predicate;

/**
 * Remembers for a while, bounded in time or in room; forgetting is always allowed. Safe on an event loop.
 *
 * <p>A port, because what bounds a cache well is a library's business, and {@code core} has none.
 */
public interface ShortMemory<K, V> {

    Optional<V> get(K key);

    void put(K key, V value);

    void forget(K key);

    /** Looks at every key there is: not for event loops. */
    void forgetIf(Predicate<? super K> isOver);
}
