package dev.entrepot.core.pull;

import dev.entrepot.core.blob.BlobSource;
import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.blob.RemoteBlob;
import dev.entrepot.core.blob.Window;
import dev.entrepot.core.oci.ByteRange;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Repository;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;

/**
 * Opens closed ranges at a source: at most {@value #MAX_BYTES} bytes each, and in {@link Turns} for each blob, so that lazy
 * snapshotters and parallel fetchers cannot multiply what the fill already fetches.
 */
final class Windows {

    static final long MAX_BYTES = 8L << 20;

    private final BlobSource source;
    private final PullObserver observer;
    private final LongSupplier nanoTime;
    private final ConcurrentMap<Digest, Queue> queues = new ConcurrentHashMap<>();

    Windows(BlobSource source, PullObserver observer, LongSupplier nanoTime) {
        this.source = source;
        this.observer = observer;
        this.nanoTime = nanoTime;
    }

    /** Of one blob. Goes with the last who waits or reads. */
    private static final class Queue {
        final Turns turns;
        int users;

        Queue(Turns turns) {
            this.turns = turns;
        }
    }

    /**
     * Opens the beginning of {@code range}: as much of it as one window holds, or a turn has time for. The stream gives its
     * turn back when closed, or before. One of what lies beyond the end of the blob has no bytes, and no turn.
     */
    Lookup<RemoteBlob> open(Repository repository, Digest digest, ByteRange range, Deadline deadline) {
        Optional<Turns.Turn> turn = turn(digest, deadline);
        if (turn.isEmpty()) {
            leave(digest);
            return Lookup.unreachable(source.dependency(), new IOException("waited in vain for a window of " + digest));
        }
        boolean handedOver = false;
        try {
            long more = Math.min(range.last() - range.first(), MAX_BYTES - 1);
            ByteRange window = new ByteRange(range.first(), range.first() + more);
            Lookup<RemoteBlob> found = source.open(repository, digest, new Window.Closed(window), deadline);
            if (!(found instanceof Lookup.Found<RemoteBlob> opened)) {
                return found;
            }
            if (isBeyondEnd(opened.value(), range)) {
                return found;
            }
            RemoteBlob begun = begun(opened.value(), turn.get());
            handedOver = true;
            observer.windowOpened(repository);
            return Lookup.found(begun);
        } catch (IOException e) {
            return Lookup.unreachable(source.dependency(), e);
        } finally {
            if (!handedOver) {
                turn.get().giveBack();
            }
        }
    }

    private static boolean isBeyondEnd(RemoteBlob stream, ByteRange range) {
        return stream.size() >= 0 && range.first() >= stream.size();
    }

    private static RemoteBlob begun(RemoteBlob stream, Turns.Turn turn) throws IOException {
        boolean begun = false;
        try {
            RemoteBlob withFirstBytes = BriefWindow.begin(stream, turn);
            begun = true;
            return withFirstBytes;
        } finally {
            if (!begun) {
                stream.close();
            }
        }
    }

    private Optional<Turns.Turn> turn(Digest digest, Deadline deadline) {
        try {
            return enter(digest).take(deadline);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private Turns enter(Digest digest) {
        Queue entered = queues.compute(digest, (key, present) -> {
            Queue queue = present == null ? new Queue(new Turns(nanoTime, () -> leave(digest))) : present;
            queue.users++;
            return queue;
        });
        return Objects.requireNonNull(entered).turns;
    }

    private void leave(Digest digest) {
        queues.computeIfPresent(digest, (key, queue) -> --queue.users == 0 ? null : queue);
    }
}
