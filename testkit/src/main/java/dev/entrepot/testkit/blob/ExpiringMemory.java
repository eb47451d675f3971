package dev.entrepot.testkit.blob;

import dev.entrepot.core.pull.ShortMemory;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** Remembers for a time, by a clock that a test moves. */
public final class ExpiringMemory<K, V> implements ShortMemory<K, V> {

    private final Map<K, Entry<V>> entries = new ConcurrentHashMap<>();
    private final Duration timeToLive;
    private final InstantSource clock;

    public ExpiringMemory(Duration timeToLive, InstantSource clock) {
        this.timeToLive = timeToLive;
        this.clock = clock;
    }

    private record Entry<V>(V value, Instant until) {}

    @Override
    public Optional<V> get(K key) {
        return Optional.ofNullable(entries.get(key))
                .filter(entry -> clock.instant().isBefore(entry.until()))
                .map(Entry::value);
    }

    @Override
    public void put(K key, V value) {
        entries.put(key, new Entry<>(value, clock.instant().plus(timeToLive)));
    }

    @Override
    public void forget(K key) {
        entries.remove(key);
    }

    @Override
    public void forgetIf(Predicate<? super K> isOver) {
        entries.keySet().removeIf(isOver);
    }
}
