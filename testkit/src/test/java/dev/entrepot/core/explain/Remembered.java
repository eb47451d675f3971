package dev.entrepot.core.explain;

import dev.entrepot.core.explain.Explanation.LastPull;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.pull.ShortMemory;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** A memory that forgets nothing. */
final class Remembered implements ShortMemory<Reference, LastPull> {

    private final Map<Reference, LastPull> pulls = new ConcurrentHashMap<>();

    @Override
    public Optional<LastPull> get(Reference key) {
        return Optional.ofNullable(pulls.get(key));
    }

    @Override
    public void put(Reference key, LastPull value) {
        pulls.put(key, value);
    }

    @Override
    public void forget(Reference key) {
        pulls.remove(key);
    }

    @Override
    public void forgetIf(Predicate<? super Reference> isOver) {
        pulls.keySet().removeIf(isOver);
    }
}
