package dev.entrepot.testkit.registry.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The requests of a server in the order of their arrival. */
public final class RequestLog {

    private static final long PATIENCE_SECONDS = 20;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition added = lock.newCondition();
    private final List<Recorded> requests = new ArrayList<>();
    private int answering;
    private int mostAtOnce;
    private volatile Consumer<Recorded> onEnd = recorded -> {};

    public List<Recorded> all() {
        return matching(recorded -> true);
    }

    public List<Recorded> matching(Predicate<Recorded> filter) {
        lock.lock();
        try {
            return requests.stream().filter(filter).toList();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until so many requests match.
     *
     * @throws AssertionError after 20 seconds
     */
    public List<Recorded> await(int count, Predicate<Recorded> filter) {
        lock.lock();
        try {
            long nanos = TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            List<Recorded> found = matching(filter);
            while (found.size() < count) {
                if (nanos <= 0) {
                    throw new AssertionError("waited for " + count + " requests, saw " + requests);
                }
                nanos = added.awaitNanos(nanos);
                found = matching(filter);
            }
            return found;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for requests", e);
        } finally {
            lock.unlock();
        }
    }

    public void clear() {
        lock.lock();
        try {
            requests.clear();
            mostAtOnce = answering;
        } finally {
            lock.unlock();
        }
    }

    /** The most requests that were being answered at the same time, since the last {@link #clear}. */
    public int mostAtOnce() {
        lock.lock();
        try {
            return mostAtOnce;
        } finally {
            lock.unlock();
        }
    }

    /** Calls {@code listener} whenever an answer was sent or given up, on the connection's thread. */
    public void onEnd(Consumer<Recorded> listener) {
        onEnd = listener;
    }

    Recorded add(Request request) {
        Recorded recorded = new Recorded(request);
        lock.lock();
        try {
            requests.add(recorded);
            answering++;
            mostAtOnce = Math.max(mostAtOnce, answering);
            added.signalAll();
        } finally {
            lock.unlock();
        }
        return recorded;
    }

    void end(Recorded recorded) {
        lock.lock();
        try {
            answering--;
        } finally {
            lock.unlock();
        }
        recorded.ended();
        onEnd.accept(recorded);
    }
}
