package dev.entrepot.core.pull;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Clients that ask at the same time. */
final class Threads implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 20;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    <T> Future<T> start(Callable<T> asking) {
        return threads.submit(asking);
    }

    /** Returns when all of them are about to ask. */
    <T> List<Future<T>> start(int count, Callable<T> asking) throws InterruptedException {
        CountDownLatch ready = new CountDownLatch(count);
        List<Future<T>> asked = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            asked.add(threads.submit(() -> {
                ready.countDown();
                return asking.call();
            }));
        }
        ready.await();
        return asked;
    }

    static <T> T await(Future<T> answer) throws Exception {
        return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    static <T> List<T> await(List<Future<T>> answers) throws Exception {
        List<T> all = new ArrayList<>();
        for (Future<T> answer : answers) {
            all.add(await(answer));
        }
        return all;
    }

    @Override
    public void close() {
        threads.close();
    }
}
