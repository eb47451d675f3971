package dev.entrepot.proxy.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
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
    private static final Duration LET_END = Duration.ofSeconds(10);
    private static final Duration LET_STOP = Duration.ofSeconds(2);

    private final ExecutorService pool;
    private final Duration letEnd;

    /**
     * @param most threads
     * @param queued tasks that may wait for one; more are rejected
     */
    PlatformThreads(String name, int most, int queued) {
        this(name, most, queued, LET_END);
    }

    /** @param letEnd time that tasks have to end by themselves when this is closed; then they are interrupted */
    PlatformThreads(String name, int most, int queued, Duration letEnd) {
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                most,
                most,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(queued),
                Thread.ofPlatform().name(name + "-", 1).daemon(true).factory());
        threads.allowCoreThreadTimeOut(true);
        this.pool = threads;
        this.letEnd = letEnd;
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

    /** What reads or writes files. */
    interface FileWork<T> {
        T run() throws IOException;
    }

    /** The same, and throws as the work does. */
    <T> T callWork(FileWork<T> work) throws IOException {
        try {
            return call(
                    () -> {
                        try {
                            return work.run();
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    },
                    failure -> {
                        throw new UncheckedIOException(new IOException("the threads take no more work", failure));
                    });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (CompletionException e) {
            if (e.getCause() instanceof UncheckedIOException failed) {
                throw failed.getCause();
            }
            throw e;
        }
    }

    @Override
    public void close() {
        pool.shutdown();
        try {
            if (!pool.awaitTermination(letEnd.toNanos(), TimeUnit.NANOSECONDS)) {
                pool.shutdownNow();
                // What they hold is closed next.
                pool.awaitTermination(LET_STOP.toNanos(), TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException e) {
            pool.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
