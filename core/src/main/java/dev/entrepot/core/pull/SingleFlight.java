package dev.entrepot.core.pull;

import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.trace.Step;
import dev.entrepot.core.trace.Trace;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One question at a time per key: whoever asks meanwhile gets the same answer, or the same failure. */
public final class SingleFlight<K, V> {

    private final ConcurrentMap<K, CompletableFuture<V>> flights = new ConcurrentHashMap<>();

    /**
     * Asks on this thread, or waits for whoever is asking already.
     *
     * @param late the answer for one who waited until the deadline
     */
    public V fly(K key, Deadline deadline, Supplier<V> question, Supplier<V> late) {
        CompletableFuture<V> mine = new CompletableFuture<>();
        CompletableFuture<V> other = flights.putIfAbsent(key, mine);
        return other == null ? lead(key, mine, question) : follow(other, deadline, late);
    }

    /**
     * Asks on another thread, or waits for whoever is asking already. The question goes on when nobody waits any more.
     *
     * @param late the answer for one who waited until the deadline, with null, or whose question could not be begun
     */
    public V launch(
            K key, Executor executor, Deadline deadline, Supplier<V> question, Function<@Nullable Throwable, V> late) {
        CompletableFuture<V> mine = new CompletableFuture<>();
        CompletableFuture<V> other = flights.putIfAbsent(key, mine);
        if (other != null) {
            return follow(other, deadline, () -> late.apply(null));
        }
        try {
            executor.execute(Trace.carrying(() -> lead(key, mine, question)));
        } catch (RejectedExecutionException e) {
            flights.remove(key, mine);
            V answer = late.apply(e);
            mine.complete(answer);
            return answer;
        }
        return follow(mine, deadline, () -> late.apply(null));
    }

    private V lead(K key, CompletableFuture<V> flight, Supplier<V> question) {
        try {
            V answer = question.get();
            flights.remove(key, flight);
            flight.complete(answer);
            return answer;
        } catch (Throwable failure) {
            flights.remove(key, flight);
            flight.completeExceptionally(failure);
            throw failure;
        }
    }

    private static <V> V follow(CompletableFuture<V> flight, Deadline deadline, Supplier<V> late) {
        return Trace.phase(Step.WAIT, () -> answer(flight, deadline, late));
    }

    private static <V> V answer(CompletableFuture<V> flight, Deadline deadline, Supplier<V> late) {
        try {
            return flight.get(deadline.left().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return late.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return late.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the one who asked first failed", e.getCause());
        }
    }
}
