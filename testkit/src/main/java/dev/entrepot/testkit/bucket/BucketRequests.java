package dev.entrepot.testkit.bucket;

import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.bucket.Content;
import dev.entrepot.core.bucket.RequestKind;
import dev.entrepot.core.bucket.Sent;
import java.io.IOException;
import java.io.InputStream;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a bucket in memory is asked: written down, answered, and failed as a test wants it. */
final class BucketRequests {

    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final Deque<Sent<?>> refusals = new ConcurrentLinkedDeque<>();
    private final AtomicBoolean losesAnswer = new AtomicBoolean();
    private volatile @Nullable Throwable outage;
    private volatile Runnable beforeAnswer = () -> {};

    List<String> made() {
        return List.copyOf(requests);
    }

    void forget() {
        requests.clear();
    }

    void refuseNext(Sent<?> refusal) {
        refusals.add(refusal);
    }

    void loseNextAnswer() {
        losesAnswer.set(true);
    }

    void takeDown(@Nullable Throwable why) {
        outage = why;
    }

    void beforeAnswer(Runnable what) {
        beforeAnswer = what;
    }

    /** A request that changes nothing. */
    <T> Lookup<T> asking(RequestKind kind, Object what, Supplier<Lookup<T>> answer) {
        requests.add(kind + " " + what);
        Throwable down = outage;
        Lookup<T> found = down == null ? answer.get() : Lookup.unreachable(Dependency.BUCKET, down);
        beforeAnswer.run();
        return found;
    }

    /** A request that changes something. */
    <T> Sent<T> telling(RequestKind kind, Object what, Supplier<Sent<T>> change) {
        requests.add(kind + " " + what);
        Throwable down = outage;
        if (down != null) {
            return new Sent.Transient<>(down.toString(), Optional.empty());
        }
        Sent<?> refusal = refusals.poll();
        if (refusal != null) {
            return refusal.failure();
        }
        Sent<T> sent = change.get();
        beforeAnswer.run();
        return losesAnswer.getAndSet(false) ? new Sent.Transient<>("reset", Optional.empty(), true) : sent;
    }

    /** All that a request brings. */
    static byte[] read(Content content) {
        try (InputStream bytes = content.open()) {
            byte[] all = bytes.readAllBytes();
            if (all.length != content.length()) {
                throw new IllegalStateException(all.length + " bytes of " + content.length());
            }
            return all;
        } catch (IOException e) {
            throw new IllegalStateException("the content cannot be read", e);
        }
    }
}
