package dev.entrepot.core.pull;

import dev.entrepot.core.blob.BlobSource;
import dev.entrepot.core.blob.CorruptBlobException;
import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Repository;
import dev.entrepot.core.pull.Admission.Place;
import dev.entrepot.core.trace.Errand;
import dev.entrepot.core.trace.Trace;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** Starts fills, one per digest, on a bounded pool of platform threads; its bound is the limit on fills at once. */
public final class Fills {

    private final Fill.Means means;
    private final Downloads downloads;
    private final Executor pool;
    private final Admission admission;
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
        this.admission = workers.admission();
        this.corrupt = corrupt;
    }

    /** @param pool bounded, of platform threads; rejects when it is full */
    public record Workers(Executor pool, Backoff backoff, PullObserver observer, Admission admission) {

        public Workers(Executor pool, Backoff backoff, PullObserver observer) {
            this(pool, backoff, observer, Admission.FREE);
        }
    }

    record Entry(Download download, boolean startedHere) {}

    Registrar registrar() {
        return means.registrar();
    }

    LongSupplier nanoTime() {
        return downloads.nanoTime();
    }

    PullObserver observer() {
        return means.observer();
    }

    Admission admission() {
        return admission;
    }

    Optional<Download> underWay(Digest digest) {
        return downloads.underWay(digest);
    }

    Optional<CorruptBlobException> knownCorrupt(Digest digest) {
        return corrupt.get(digest);
    }

    /**
     * Who asks for a blob.
     *
     * @param sizeHint bytes as a manifest says, -1 when none does
     * @param isHeld looks at the disk again: a download may have ended between the caller's look and the join
     * @param sparesUpstreams asked where fills are limited now
     */
    record Asked(
            Repository repository,
            Digest digest,
            long sizeHint,
            BooleanSupplier isHeld,
            BooleanSupplier sparesUpstreams) {}

    /** Waits where fills are limited now; whoever joins meanwhile waits with it. */
    Entry joinOrStart(Asked asked, Deadline deadline) {
        Downloads.Joined joined = downloads.join(asked.digest(), asked.repository());
        Download download = joined.download();
        if (!joined.first()) {
            return new Entry(download, false);
        }
        try {
            if (asked.isHeld().getAsBoolean()) {
                end(download, new Opening.Superseded());
            } else {
                start(download, asked, deadline);
            }
        } catch (RuntimeException | Error e) {
            // Or everybody who asks for this digest would wait for a fill that never starts.
            end(download, new Opening.Unreachable(Dependency.DISK, e));
            throw e;
        }
        return new Entry(download, true);
    }

    /** Where there are limits, whether the bucket will do is asked first: what it brings takes nobody's place. */
    private void start(Download download, Asked asked, Deadline deadline) {
        if (admission.isFree()) {
            start(download, asked.sizeHint(), means, Place.UNLIMITED);
        } else if (asked.sparesUpstreams().getAsBoolean()) {
            start(download, asked.sizeHint(), means, new PlaceInNeed(admission));
        } else {
            startPlaced(download, asked.sizeHint(), deadline);
        }
    }

    private void startPlaced(Download download, long sizeHint, Deadline deadline) {
        switch (admission.toFill(download.leader(), deadline)) {
            case Lookup.Found<Place> place ->
                start(download, sizeHint, means.from(means.source().upstreamsOnly()), place.value());
            case Lookup.Unreachable<Place> full ->
                reject(download, new Opening.Unreachable(full.dependency(), full.cause()));
            case Lookup.Absent<Place> never -> throw new IllegalStateException("nobody may fill " + download);
        }
    }

    private void start(Download download, long sizeHint, Fill.Means means, Place place) {
        Errand fill = Trace.errand(new Fill(means, download, sizeHint, corrupt::put, place));
        boolean isStarted = false;
        try {
            pool.execute(fill);
            isStarted = true;
        } catch (RejectedExecutionException e) {
            reject(download, new Opening.Unreachable(Dependency.DISK, e));
        } finally {
            if (!isStarted) {
                place.close();
                fill.giveUp();
            }
        }
    }

    private void reject(Download download, Opening outcome) {
        means.observer().fillStarted(download);
        means.observer().fillEnded(download, PullObserver.FillEnd.REJECTED);
        end(download, outcome);
    }

    private void end(Download download, Opening outcome) {
        downloads.finished(download);
        download.endUnopened(outcome);
    }
}
