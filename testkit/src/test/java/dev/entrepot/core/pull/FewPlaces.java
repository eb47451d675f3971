package dev.entrepot.core.pull;

import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.blob.RelayedBlob;
import dev.entrepot.core.blob.RemoteBlob;
import dev.entrepot.core.oci.Repository;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** As many places as a test says, for fills and for what is passed through; tells what they were taken for. */
final class FewPlaces implements Admission {

    private final Semaphore free = new Semaphore(0, true);
    private final List<String> taken = new CopyOnWriteArrayList<>();
    private volatile boolean limitsFills;

    void limitFills(int places) {
        limitsFills = true;
        free.release(places);
    }

    void limitPassing(int places) {
        free.release(places);
    }

    int free() {
        return free.availablePermits();
    }

    int waiting() {
        return free.getQueueLength();
    }

    List<String> taken() {
        return List.copyOf(taken);
    }

    @Override
    public boolean isFree() {
        return !limitsFills;
    }

    @Override
    public Lookup<Place> toFill(Repository repository, Deadline deadline) {
        return limitsFills ? place("fill " + repository, deadline) : Lookup.found(Place.UNLIMITED);
    }

    @Override
    public Lookup<Place> toPass(Repository repository, Deadline deadline) {
        return place("pass " + repository, deadline);
    }

    private Lookup<Place> place(String what, Deadline deadline) {
        try {
            if (free.tryAcquire(deadline.left().toNanos(), TimeUnit.NANOSECONDS)) {
                taken.add(what);
                return Lookup.found(new OnePlace());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Lookup.unreachable(Dependency.DISK, new IOException("no place for: " + what));
    }

    private final class OnePlace implements Place {

        private final AtomicBoolean isClosed = new AtomicBoolean();

        @Override
        public RemoteBlob paced(RemoteBlob stream) {
            return stream;
        }

        @Override
        public RemoteBlob endingWith(RemoteBlob stream) {
            return new RelayedBlob(stream) {
                @Override
                public void close() {
                    super.close();
                    OnePlace.this.close();
                }
            };
        }

        @Override
        public boolean isLimited() {
            return true;
        }

        @Override
        public void close() {
            if (isClosed.compareAndSet(false, true)) {
                free.release();
            }
        }
    }
}
