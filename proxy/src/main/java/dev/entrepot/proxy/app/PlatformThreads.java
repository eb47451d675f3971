package dev.entrepot.proxy.app;

import dev.entrepot.core.diagnosis.Lane;
import dev.entrepot.core.diagnosis.Passage;
import dev.entrepot.core.diagnosis.Watch;
import dev.entrepot.core.diagnosis.Work;
import dev.entrepot.core.health.Health;
import dev.entrepot.core.trace.Trace;
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
    PlatformThreads(String name, int most, int queued, Wait wait) {
        this(name, most, queued, LET_END, wait);
    }

    /** Of which nobody is told how long it takes to get one. */
    PlatformThreads(String name, int most, int queued) {
        this(name, most, queued, Wait.UNWATCHED);
    }

    /**
     * @param letEnd time that tasks have to end by themselves when this is closed; then they are interrupted
     * @param wait for one of these threads
     */
    PlatformThreads(String name, int most, int queued, Duration letEnd, Wait wait) {
        this.pool = new Threads(name, most, queued, wait);
        this.letEnd = letEnd;
    }

    /** What waiting for a thread is called, and who is told of it. */
    record Wait(Watch watch, Lane lane) {

        static final Wait UNWATCHED = new Wait(Watch.NOOP, new Lane(Work.DISK_QUEUE, Health.ONLY));

        static Wait of(Work work, Watch watch) {
            return new Wait(watch, new Lane(work, Health.ONLY));
        }
    }

    private static final class Threads extends ThreadPoolExecutor {

        private final Wait wait;

        Threads(String name, int most, int queued, Wait wait) {
            super(
                    most,
                    most,
                    IDLE_SECONDS,
                    TimeUnit.SECONDS,
                    new LinkedBlockingQueue<>(queued),
                    Thread.ofPlatform().name(name + "-", 1).daemon(true).factory());
            allowCoreThreadTimeOut(true);
            this.wait = wait;
        }

        @Override
        public void execute(Runnable task) {
            int ahead = getActiveCount() < getMaximumPoolSize() ? 0 : getQueue().size() + 1;
            Passage passage = wait.watch().queued(wait.lane(), ahead);
            try {
                super.execute(() -> {
                    passage.well();
                    task.run();
                });
            } catch (RejectedExecutionException e) {
                passage.failed("full");
                throw e;
            }
        }
    }

    ExecutorService executor() {
        return pool;
    }

    /** Runs {@code work} on the pool and waits for it. */
    <T> T call(Supplier<T> work, Function<Throwable, T> refused) {
        CompletableFuture<T> result;
        try {
            result = CompletableFuture.supplyAsync(work, task -> pool.execute(Trace.carrying(task)));
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
