package dev.entrepot.core.pull;

import dev.entrepot.core.blob.BlobSource;
import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.blob.RelayedBlob;
import dev.entrepot.core.blob.RemoteBlob;
import dev.entrepot.core.blob.Window;
import dev.entrepot.core.oci.ByteRange;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Repository;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Opens closed ranges at a source: at most {@value #MAX_BYTES} bytes each, two at a time per blob, so that lazy
 * snapshotters and parallel fetchers cannot multiply what the fill already fetches.
 */
final class Windows {

    static final long MAX_BYTES = 8L << 20;
    private static final int AT_A_TIME = 2;

    private final BlobSource source;
    private final PullObserver observer;
    private final ConcurrentMap<Digest, Turns> turns = new ConcurrentHashMap<>();

    Windows(BlobSource source, PullObserver observer) {
        this.source = source;
        this.observer = observer;
    }

    /** How many wait for or hold a window of one blob; the entry goes with the last of them. */
    private static final class Turns {
        final Semaphore free = new Semaphore(AT_A_TIME, true);
        int users;
    }

    /** Opens the beginning of {@code range}, as much of it as one window holds. The stream gives its turn back when closed. */
    Lookup<RemoteBlob> open(Repository repository, Digest digest, ByteRange range, Deadline deadline) {
        Turns mine = enter(digest);
        if (!awaitTurn(mine, deadline)) {
            leave(digest, mine, false);
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
            RemoteBlob begun = begun(opened.value());
            handedOver = true;
            observer.windowOpened(repository);
            return Lookup.found(new TurnKeeping(begun, () -> leave(digest, mine, true)));
        } catch (IOException e) {
            return Lookup.unreachable(source.dependency(), e);
        } finally {
            if (!handedOver) {
                leave(digest, mine, true);
            }
        }
    }

    private static RemoteBlob begun(RemoteBlob stream) throws IOException {
        boolean begun = false;
        try {
            RemoteBlob withFirstBytes = new BegunBlob(stream);
            begun = true;
            return withFirstBytes;
        } finally {
            if (!begun) {
                stream.close();
            }
        }
    }

    private static boolean awaitTurn(Turns mine, Deadline deadline) {
        try {
            return mine.free.tryAcquire(deadline.left().toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Turns enter(Digest digest) {
        Turns entered = turns.compute(digest, (key, present) -> {
            Turns some = present == null ? new Turns() : present;
            some.users++;
            return some;
        });
        return Objects.requireNonNull(entered);
    }

    private void leave(Digest digest, Turns mine, boolean hadTurn) {
        if (hadTurn) {
            mine.free.release();
        }
        turns.compute(digest, (key, present) -> {
            mine.users--;
            return mine.users == 0 ? null : mine;
        });
    }

    /** A stream that gives its turn back, once. */
    private static final class TurnKeeping extends RelayedBlob {
        private @Nullable Runnable giveBack;

        TurnKeeping(RemoteBlob stream, Runnable giveBack) {
            super(stream);
            this.giveBack = giveBack;
        }

        @Override
        public void close() {
            super.close();
            Runnable turn = giveBack;
            if (turn != null) {
                giveBack = null;
                turn.run();
            }
        }
    }
}
