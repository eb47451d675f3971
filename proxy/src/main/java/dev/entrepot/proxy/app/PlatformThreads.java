package dev.entrepot.proxy.app;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/** A bounded pool of platform threads that go when they are not needed. */
final class PlatformThreads implements AutoCloseable {

    private static final long IDLE_SECONDS = 30;
    private static final long CLOSE_SECONDS = 10;

    private final ExecutorService pool;

    /**
     * @param most threads
     * @param queued tasks that may wait for one; more are rejected
     */
    PlatformThreads(String name, int most, int queued) {
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                most,
                most,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(queued),
                Thread.ofPlatform().name(name + "-", 1).daemon(true).factory());
        threads.allowCoreThreadTimeOut(true);
        this.pool = threads;
    }

    ExecutorService executor() {
        return pool;
    }

    /** Runs {@code work} on the pool and waits for it. */
    <T> T call(Supplier<T> work, Function<Throwable, T> refused) {
        CompletableFuture<T> result;
        try {
            result = CompletableFuture.supplyAsync(work, pool);
        } catch (RejectedExecutionException e) {
            return refused.apply(e);
        }
        try {
            return result.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return refused.apply(e);
        } catch (ExecutionException e) {
            throw new CompletionException(e.getCause());
        }
    }

    @Override
    public void close() {
        pool.shutdown();
        try {
            if (!pool.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                pool.shutdownNow();
            }
        } catch (InterruptedException e) {
            pool.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
