package dev.entrepot.proxy.http;

import dev.entrepot.core.pull.ShortMemory;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** A memory that forgets nothing: no test here takes that long. */
final class Remembered<K, V> implements ShortMemory<K, V> {

    private final Map<K, V> entries = new ConcurrentHashMap<>();

    @Override
    public Optional<V> get(K key) {
        return Optional.ofNullable(entries.get(key));
    }

    @Override
    public void put(K key, V value) {
        entries.put(key, value);
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
