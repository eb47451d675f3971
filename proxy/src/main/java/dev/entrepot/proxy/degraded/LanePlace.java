package dev.entrepot.proxy.degraded;

import dev.entrepot.core.blob.RelayedBlob;
import dev.entrepot.core.blob.RemoteBlob;
import dev.entrepot.core.pull.Admission.Place;
import dev.entrepot.proxy.upstream.limit.PacedBlob;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;

/** One of the places of a {@link Lane}. */
final class LanePlace implements Place {

    private final Lane lane;
    private final IntConsumer carrying;
    private final AtomicBoolean isClosed = new AtomicBoolean();

    /** @param carrying hears by how much the number of places taken has changed */
    LanePlace(Lane lane, IntConsumer carrying) {
        this.lane = lane;
        this.carrying = carrying;
        carrying.accept(1);
    }

    @Override
    public RemoteBlob paced(RemoteBlob stream) {
        return new PacedBlob(stream, lane.bytes());
    }

    @Override
    public RemoteBlob endingWith(RemoteBlob stream) {
        return new Ending(stream);
    }

    @Override
    public boolean isLimited() {
        return true;
    }

    @Override
    public void close() {
        if (isClosed.compareAndSet(false, true)) {
            carrying.accept(-1);
            lane.leave();
        }
    }

    private final class Ending extends RelayedBlob {

        Ending(RemoteBlob stream) {
            super(stream);
        }

        @Override
        public void close() {
            try {
                super.close();
            } finally {
                LanePlace.this.close();
            }
        }
    }
}
