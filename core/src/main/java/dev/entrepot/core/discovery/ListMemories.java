package dev.entrepot.core.discovery;

import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.pull.ShortMemory;
import java.util.List;
import java.util.function.Predicate;

/**
 * What is remembered about lists of one kind.
 *
 * @param <K> what a list is of
 * @param <T> what is in it
 * @param kept bounded in bytes
 * @param refused negative answers, kept for seconds
 * @param failed what could not be asked a moment ago
 * @param held what is here of a list, as it was seconds ago; bounded in bytes
 */
public record ListMemories<K, T>(
        ShortMemory<K, KeptList<T>> kept,
        ShortMemory<K, Lookup.Refusal> refused,
        ShortMemory<K, Throwable> failed,
        ShortMemory<K, List<T>> held) {

    public void forgetIf(Predicate<? super K> isOver) {
        kept.forgetIf(isOver);
        refused.forgetIf(isOver);
        failed.forgetIf(isOver);
        held.forgetIf(isOver);
    }
}
