package dev.entrepot.core.pull;

import dev.entrepot.core.blob.RemoteBlob;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** An open stream for which there is no file, offered to whoever wants to pass it through: else it would be asked for twice. */
final class Handover implements AutoCloseable {

    static final Handover NOTHING = new Handover(Optional.empty());

    private final AtomicReference<Optional<RemoteBlob>> offered;
    private final CountDownLatch taken = new CountDownLatch(1);

    /** @param stream from its first byte on */
    Handover(RemoteBlob stream) {
        this(Optional.of(stream));
    }

    private Handover(Optional<RemoteBlob> stream) {
        this.offered = new AtomicReference<>(stream);
    }

    /** The first who asks gets it, and closes it. */
    Optional<RemoteBlob> take() {
        Optional<RemoteBlob> stream = offered.getAndSet(Optional.empty());
        taken.countDown();
        return stream;
    }

    /** Returns when somebody has taken it, or after {@code limit}. */
    void awaitTaken(Duration limit) throws InterruptedException {
        taken.await(limit.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Closes the stream unless somebody has taken it. */
    @Override
    public void close() {
        take().ifPresent(RemoteBlob::close);
    }
}
