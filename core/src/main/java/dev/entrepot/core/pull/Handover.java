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

    /** The stream, and the place it has; an unlimited one where it was opened before anybody knew that it cannot be kept. */
    record Offer(RemoteBlob stream, Admission.Place place) {

        void close() {
            stream.close();
            place.close();
        }
    }

    private final AtomicReference<Optional<Offer>> offered;
    private final CountDownLatch taken = new CountDownLatch(1);

    /**
     * @param stream from its first byte on
     * @param place goes with it
     */
    Handover(RemoteBlob stream, Admission.Place place) {
        this(Optional.of(new Offer(stream, place)));
    }

    private Handover(Optional<Offer> offer) {
        this.offered = new AtomicReference<>(offer);
    }

    /** The first who asks gets it, and closes it. */
    Optional<Offer> take() {
        Optional<Offer> stream = offered.getAndSet(Optional.empty());
        taken.countDown();
        return stream;
    }

    /** Waits until somebody has taken it; if nobody does within {@code limit}, nobody can any more, and it is closed. */
    boolean isTakenWithin(Duration limit) throws InterruptedException {
        boolean isTaken = taken.await(limit.toNanos(), TimeUnit.NANOSECONDS);
        Optional<Offer> left = isTaken ? Optional.empty() : take();
        left.ifPresent(offer -> offer.stream().close());
        return left.isEmpty();
    }

    /** For whoever wants none of it. */
    void decline() {
        take().ifPresent(Offer::close);
    }

    /** Closes the stream unless somebody has taken it; the place is still the fill's. */
    @Override
    public void close() {
        take().ifPresent(offer -> offer.stream().close());
    }
}
