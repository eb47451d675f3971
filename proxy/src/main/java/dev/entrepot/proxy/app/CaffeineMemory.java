package dev.entrepot.proxy.app;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Weigher;
import dev.entrepot.core.pull.ShortMemory;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;

/** {@link ShortMemory} by Caffeine. */
final class CaffeineMemory<K, V> implements ShortMemory<K, V> {

    private final Cache<K, V> cache;

    private CaffeineMemory(Cache<K, V> cache) {
        this.cache = cache;
    }

    static <K, V> CaffeineMemory<K, V> forgettingAfter(Duration time, long maxEntries) {
        return new CaffeineMemory<>(Caffeine.newBuilder()
                .expireAfterWrite(time)
                .maximumSize(maxEntries)
                .build());
    }

    /** @param maxWeight in what {@code weigher} counts, such as bytes */
    static <K, V> ShortMemory<K, V> bounded(long maxWeight, Weigher<K, V> weigher) {
        return new CaffeineMemory<>(
                Caffeine.newBuilder().maximumWeight(maxWeight).weigher(weigher).build());
    }

    /** As {@link #bounded}, and for a time. */
    static <K, V> CaffeineMemory<K, V> boundedForgettingAfter(Duration time, long maxWeight, Weigher<K, V> weigher) {
        return new CaffeineMemory<>(Caffeine.newBuilder()
                .expireAfterWrite(time)
                .maximumWeight(maxWeight)
                .weigher(weigher)
                .build());
    }

    @Override
    public Optional<V> get(K key) {
        return Optional.ofNullable(cache.getIfPresent(key));
    }

    @Override
    public void put(K key, V value) {
        cache.put(key, value);
    }

    @Override
    public void forget(K key) {
        cache.invalidate(key);
    }

    void forgetAll() {
        cache.invalidateAll();
    }

    @Override
    public void forgetIf(Predicate<? super K> isOver) {
        cache.asMap().keySet().removeIf(isOver);
    }
}
