package dev.entrepot.core.pull;

import dev.entrepot.core.blob.BlobSource;
import dev.entrepot.core.blob.CorruptBlobException;
import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Repository;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;

/** Starts fills, one per digest, on a bounded pool of platform threads; its bound is the limit on fills at once. */
public final class Fills {

    private final Fill.Means means;
    private final Downloads downloads;
    private final Executor pool;
    private final ShortMemory<Digest, CorruptBlobException> corrupt;

    /**
     * @param corrupt remembers for 60 s what the source delivered wrongly (design, section 5)
     */
    public Fills(
            PullPorts ports,
            BlobSource source,
            ManifestReader reader,
            Downloads downloads,
            Workers workers,
            ShortMemory<Digest, CorruptBlobException> corrupt) {
        this.means = new Fill.Means(
                ports.store(), source, new Registrar(ports, reader), downloads, workers.backoff(), workers.observer());
        this.downloads = downloads;
        this.pool = workers.pool();
        this.corrupt = corrupt;
    }

    /** @param pool bounded, of platform threads; rejects when it is full */
    public record Workers(Executor pool, Backoff backoff, PullObserver observer) {

        public Workers(Executor pool, Backoff backoff) {
            this(pool, backoff, PullObserver.NOOP);
        }
    }

    record Entry(Download download, boolean startedHere) {}

    Registrar registrar() {
        return means.registrar();
    }

    PullObserver observer() {
        return means.observer();
    }

    Optional<Download> underWay(Digest digest) {
        return downloads.underWay(digest);
    }

    Optional<CorruptBlobException> knownCorrupt(Digest digest) {
        return corrupt.get(digest);
    }

    /**
     * @param sizeHint bytes as a manifest says, -1 when none does
     * @param isHeld looks at the disk again: a download may have ended between the caller's look and the join
     */
    Entry joinOrStart(Repository repository, Digest digest, long sizeHint, BooleanSupplier isHeld) {
        Downloads.Joined joined = downloads.join(digest, repository);
        Download download = joined.download();
        if (!joined.first()) {
            return new Entry(download, false);
        }
        try {
            if (isHeld.getAsBoolean()) {
                end(download, new Opening.Superseded());
            } else {
                pool.execute(new Fill(means, download, sizeHint, corrupt::put));
            }
        } catch (RejectedExecutionException e) {
            means.observer().fillStarted(download);
            means.observer().fillEnded(download, PullObserver.FillEnd.REJECTED);
            end(download, new Opening.Unreachable(Dependency.DISK, e));
        } catch (RuntimeException | Error e) {
            // Or everybody who asks for this digest would wait for a fill that never starts.
            end(download, new Opening.Unreachable(Dependency.DISK, e));
            throw e;
        }
        return new Entry(download, true);
    }

    private void end(Download download, Opening outcome) {
        downloads.finished(download);
        download.endUnopened(outcome);
    }
}
