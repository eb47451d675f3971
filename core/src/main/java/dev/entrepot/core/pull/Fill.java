package dev.entrepot.core.pull;

import dev.entrepot.core.blob.BlobSource;
import dev.entrepot.core.blob.BlobStore;
import dev.entrepot.core.blob.BlobWriter;
import dev.entrepot.core.blob.CorruptBlobException;
import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.blob.Intent;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.blob.NoRoomException;
import dev.entrepot.core.blob.Partial;
import dev.entrepot.core.blob.RemoteBlob;
import dev.entrepot.core.blob.Window;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Repository;
import dev.entrepot.core.pull.PullObserver.FillEnd;
import dev.entrepot.core.trace.Step;
import dev.entrepot.core.trace.Trace;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the source and the file for one blob, then has a {@link Carriage} bring it over; runs on one platform thread from
 * start to end, because buffered file I/O would pin a virtual thread's carrier. No client is waited for and none is
 * needed.
 */
final class Fill implements Runnable {

    /** Readers are woken at most this often while bytes keep coming: 500 of them caught up cost a wake-up each. */
    static final int PUBLISH_EVERY_BYTES = 256 << 10;

    static final Duration OPENING_LIMIT = Duration.ofSeconds(20);

    /** Who waits for the opening takes its stream at once; nobody does where only a {@code HEAD} or a range was wanted. */
    private static final Duration HANDOVER_LIMIT = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(Fill.class);

    /** What a fill needs besides its download. */
    record Means(
            BlobStore store,
            BlobSource source,
            Registrar registrar,
            Downloads downloads,
            Backoff backoff,
            PullObserver observer) {

        Means from(BlobSource other) {
            return new Means(store, other, registrar, downloads, backoff, observer);
        }
    }

    /** Told of a blob whose source delivered something else, so that it is not asked again at once. */
    interface CorruptionWatch {
        void corrupt(Digest digest, CorruptBlobException cause);
    }

    private final Means means;
    private final Download download;
    private final long sizeHint;
    private final CorruptionWatch watch;
    private final Admission.Place place;
    private final Digest digest;
    private final Repository repository;
    private boolean isHandedOver;

    /**
     * @param sizeHint bytes as a manifest of the repository says, -1 when none does
     * @param place given back at the end, unless a client goes on with the stream
     */
    Fill(Means means, Download download, long sizeHint, CorruptionWatch watch, Admission.Place place) {
        this.means = means.from(place.through(means.source()));
        this.place = place;
        this.download = download;
        this.sizeHint = sizeHint;
        this.watch = watch;
        this.digest = download.digest();
        this.repository = download.leader();
    }

    @Override
    public void run() {
        means.observer().fillStarted(download);
        FillEnd how = FillEnd.FAILED;
        try {
            how = Trace.phase(Step.FILL, this::fill);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            end(new Opening.Unreachable(Dependency.UPSTREAM, e), how);
        } catch (RuntimeException | Error e) {
            LOG.error("filling {} failed unexpectedly", digest, e);
            end(new Opening.Unreachable(Dependency.DISK, e), how);
        } finally {
            if (!isHandedOver) {
                place.close();
            }
            means.downloads().finished(download);
            means.observer().fillEnded(download, how);
        }
    }

    private FillEnd fill() throws InterruptedException {
        Optional<Partial> partial = means.store().partial(digest);
        Lookup<RemoteBlob> found = open(partial.<Window>map(Fill::rest).orElseGet(Window::all));
        if (partial.isPresent() && found instanceof Lookup.Unreachable<RemoteBlob>) {
            // It may be the range that is refused: then the rest can only be had with everything before it.
            partial = Optional.empty();
            found = open(Window.all());
        }
        return start(found, partial);
    }

    private static Window rest(Partial partial) {
        return new Window.From(partial.offset(), partial.intent().validator());
    }

    private Lookup<RemoteBlob> open(Window window) {
        return means.source().open(repository, digest, window, Deadline.after(OPENING_LIMIT));
    }

    private FillEnd start(Lookup<RemoteBlob> answer, Optional<Partial> partial) throws InterruptedException {
        return switch (answer) {
            case Lookup.Found<RemoteBlob> found -> {
                Handover stream = new Handover(found.value(), place);
                Optional<FillEnd> ended;
                try {
                    ended = begin(found.value(), stream, partial);
                } finally {
                    stream.close();
                }
                yield ended.isPresent() ? ended.get() : start(open(Window.all()), Optional.empty());
            }
            case Lookup.Absent<RemoteBlob> no -> end(new Opening.Refused(no.refusal()), FillEnd.REFUSED);
            case Lookup.Unreachable<RemoteBlob> down ->
                end(new Opening.Unreachable(down.dependency(), down.cause()), FillEnd.of(down.cause()));
        };
    }

    /** Leaves the register of downloads first: who looks for one afterwards must not find a dead one. */
    private FillEnd end(Opening outcome, FillEnd how) {
        means.downloads().finished(download);
        download.endUnopened(outcome);
        return how;
    }

    /** @return empty when what came continues something that is not here: then everything has to be asked for */
    private Optional<FillEnd> begin(RemoteBlob remote, Handover stream, Optional<Partial> partial)
            throws InterruptedException {
        long size = sizeOf(remote);
        Optional<IOException> wrong = contradiction(size);
        if (wrong.isPresent()) {
            Opening unusable = new Opening.Unreachable(means.source().dependency(), wrong.get());
            return Optional.of(end(unusable, FillEnd.of(wrong.get())));
        }
        boolean goesOn = partial.isPresent()
                && remote.offset() == partial.get().offset()
                && partial.get().intent().size() == size;
        if (remote.offset() > 0 && !goesOn && partial.isPresent()) {
            return Optional.empty();
        }
        Lookup<BlobWriter> writer = goesOn
                ? means.store().resume(partial.get())
                : means.store().create(new Intent(digest, repository, size, remote.validator()));
        if (writer instanceof Lookup.Found<BlobWriter> found) {
            Carriage.Cargo cargo = new Carriage.Cargo(remote, found.value(), size, goesOn);
            return Optional.of(new Carriage(means, download, cargo, watch).carry());
        }
        Throwable refusal = refusalOf(writer);
        FillEnd how = unstorable(refusal);
        boolean isWhole = remote.offset() == 0;
        end(new Opening.Unstorable(refusal, size, isWhole ? stream : Handover.NOTHING), how);
        if (isWhole) {
            isHandedOver = stream.isTakenWithin(HANDOVER_LIMIT);
        }
        return Optional.of(how);
    }

    private static FillEnd unstorable(Throwable refusal) {
        if (refusal instanceof NoRoomException full) {
            return full.isTooLarge() ? FillEnd.TOO_LARGE : FillEnd.NO_ROOM;
        }
        return FillEnd.UNSTORABLE;
    }

    private Throwable refusalOf(Lookup<BlobWriter> writer) {
        return writer instanceof Lookup.Unreachable<BlobWriter> unreachable
                ? unreachable.cause()
                : new IOException("the store refused " + digest);
    }

    /** From the answer itself, else the manifest, else a probe's {@code Content-Range}; never chunked to a client. */
    private long sizeOf(RemoteBlob remote) {
        if (remote.size() >= 0) {
            return remote.size();
        }
        if (sizeHint >= 0) {
            return sizeHint;
        }
        if (open(Window.probe()) instanceof Lookup.Found<RemoteBlob> probe) {
            try (RemoteBlob probed = probe.value()) {
                return probed.size();
            }
        }
        return -1;
    }

    /** What is wrong already before a byte came. An empty body has no last byte to withhold, so it is judged here. */
    private Optional<IOException> contradiction(long size) {
        if (size < 0) {
            return Optional.of(new IOException("neither the upstream nor a manifest tells the size of " + digest));
        }
        if (sizeHint >= 0 && sizeHint != size) {
            return Optional.of(new CorruptBlobException(
                    "the upstream has " + size + " bytes for " + digest + ", its manifest says " + sizeHint));
        }
        return size == 0 && !digest.isOfNothing()
                ? Optional.of(new CorruptBlobException("the upstream has an empty body for " + digest))
                : Optional.empty();
    }
}
