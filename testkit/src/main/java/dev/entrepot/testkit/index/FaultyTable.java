package dev.entrepot.testkit.index;

import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.index.IndexUnavailableException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One kind of record of {@link InMemoryIndex}: what was written, which of it is in memory, and a switch to fail. */
final class FaultyTable<K, V> {

    private final Map<K, V> written = new HashMap<>();
    private final Set<K> ready = new HashSet<>();
    private @Nullable Throwable readFailure;
    private @Nullable Throwable writeFailure;

    synchronized Optional<V> ready(K key) {
        return ready.contains(key) ? Optional.ofNullable(written.get(key)) : Optional.empty();
    }

    synchronized Lookup<V> find(K key) {
        if (readFailure != null) {
            return Lookup.unreachable(Dependency.INDEX, readFailure);
        }
        V value = written.get(key);
        if (value == null) {
            return Lookup.absent();
        }
        ready.add(key);
        return Lookup.found(value);
    }

    synchronized long count(Predicate<K> matching) {
        return written.keySet().stream().filter(matching).count();
    }

    synchronized Lookup<SequencedMap<K, V>> page(Optional<K> last, int limit, Comparator<K> order) {
        if (readFailure != null) {
            return Lookup.unreachable(Dependency.INDEX, readFailure);
        }
        SequencedMap<K, V> page = new LinkedHashMap<>();
        written.keySet().stream()
                .sorted(order)
                .filter(key -> last.isEmpty() || order.compare(key, last.get()) > 0)
                .limit(limit)
                .forEach(key -> page.put(key, Objects.requireNonNull(written.get(key))));
        return Lookup.found(page);
    }

    synchronized void putIfAbsent(K key, V value) {
        merge(key, value, (known, given) -> known);
    }

    synchronized void merge(K key, V value, BinaryOperator<V> merging) {
        refuseIfFailing(key);
        written.merge(key, value, merging);
        ready.add(key);
    }

    synchronized void remove(K key) {
        ready.remove(key);
        refuseIfFailing(key);
        written.remove(key);
    }

    private void refuseIfFailing(K key) {
        if (writeFailure != null) {
            ready.remove(key);
            throw new IndexUnavailableException("the index cannot record " + key, writeFailure);
        }
    }

    synchronized void failWith(@Nullable Throwable reads, @Nullable Throwable writes) {
        readFailure = reads;
        writeFailure = writes;
    }

    synchronized void forgetMemory() {
        ready.clear();
    }
}
