package dev.entrepot.core.pull;

import dev.entrepot.core.blob.BlobSource;
import dev.entrepot.core.blob.BlobStore;
import dev.entrepot.core.blob.BlobWriter;
import dev.entrepot.core.blob.CorruptBlobException;
import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.blob.Intent;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.blob.Partial;
import dev.entrepot.core.blob.RemoteBlob;
import dev.entrepot.core.blob.Window;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Repository;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries one blob from its source to the disk; runs on one platform thread from start to end, because buffered file
 * I/O would pin a virtual thread's carrier. No client is waited for and none is needed.
 *
 * <p>Order (design, section 5): open -> append and publish -> verify -> release the last byte -> commit -> register ->
 * forget the intent.
 */
final class Fill implements Runnable {

    /** Readers are woken at most this often while bytes keep coming: 500 of them caught up cost a wake-up each. */
    static final int PUBLISH_EVERY_BYTES = 256 << 10;

    private static final Duration OPENING_LIMIT = Duration.ofSeconds(20);
    private static final Logger LOG = LoggerFactory.getLogger(Fill.class);

    /** What a fill needs besides its download. */
    record Means(BlobStore store, BlobSource source, Registrar registrar, Downloads downloads, Backoff backoff) {}

    /** Told of a blob whose source delivered something else, so that it is not asked again at once. */
    interface CorruptionWatch {
        void corrupt(Digest digest, CorruptBlobException cause);
    }

    private final Means means;
    private final Download download;
    private final long sizeHint;
    private final CorruptionWatch watch;
    private final Digest digest;
    private final Repository repository;
    private boolean fromEarlierProcess;

    /** @param sizeHint bytes as a manifest of the repository says, -1 when none does */
    Fill(Means means, Download download, long sizeHint, CorruptionWatch watch) {
        this.means = means;
        this.download = download;
        this.sizeHint = sizeHint;
        this.watch = watch;
        this.digest = download.digest();
        this.repository = download.leader();
    }

    @Override
    public void run() {
        try {
            fill();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            end(new Opening.Unreachable(Dependency.UPSTREAM, e));
        } catch (RuntimeException | Error e) {
            LOG.error("filling {} failed unexpectedly", digest, e);
            end(new Opening.Unreachable(Dependency.DISK, e));
        } finally {
            means.downloads().finished(download);
        }
    }

    private void fill() throws InterruptedException {
        Optional<Partial> partial = means.store().partial(digest);
        Lookup<RemoteBlob> found = open(partial.<Window>map(Fill::rest).orElseGet(Window::all));
        if (partial.isPresent() && found instanceof Lookup.Unreachable<RemoteBlob>) {
            partial = Optional.empty();
            found = open(Window.all());
        }
        if (found instanceof Lookup.Found<RemoteBlob> opened) {
            begin(opened.value(), partial);
        } else if (found instanceof Lookup.Absent<RemoteBlob> absent) {
            end(new Opening.Refused(absent.refusal()));
        } else if (found instanceof Lookup.Unreachable<RemoteBlob> unreachable) {
            end(new Opening.Unreachable(unreachable.dependency(), unreachable.cause()));
        }
    }

    private static Window rest(Partial partial) {
        return new Window.From(partial.offset(), partial.intent().validator());
    }

    private Lookup<RemoteBlob> open(Window window) {
        return means.source().open(repository, digest, window, Deadline.after(OPENING_LIMIT));
    }

    /** Leaves the register of downloads first: who looks for one afterwards must not find a dead one. */
    private void end(Opening outcome) {
        means.downloads().finished(download);
        download.endUnopened(outcome);
    }

    private void begin(RemoteBlob remote, Optional<Partial> partial) throws InterruptedException {
        long size = sizeOf(remote);
        if (size < 0) {
            remote.close();
            end(new Opening.Unreachable(
                    Dependency.UPSTREAM,
                    new IOException("neither the upstream nor a manifest tells the size of " + digest)));
            return;
        }
        Optional<CorruptBlobException> wrong = contradiction(size);
        if (wrong.isPresent()) {
            remote.close();
            end(new Opening.Unreachable(Dependency.UPSTREAM, wrong.get()));
            return;
        }
        boolean goesOn = partial.isPresent()
                && remote.offset() == partial.get().offset()
                && partial.get().intent().size() == size;
        if (remote.offset() > 0 && !goesOn) {
            remote.close();
            beginAnew();
            return;
        }
        Lookup<BlobWriter> writer = goesOn
                ? means.store().resume(partial.get())
                : means.store().create(new Intent(digest, repository, size, remote.validator()));
        if (writer instanceof Lookup.Found<BlobWriter> found) {
            fromEarlierProcess = goesOn;
            carry(remote, found.value(), size);
        } else {
            remote.close();
            Throwable cause = writer instanceof Lookup.Unreachable<BlobWriter> unreachable
                    ? unreachable.cause()
                    : new IOException("the store refused " + digest);
            end(new Opening.Unstorable(cause));
        }
    }

    /** What is wrong already before a byte came. An empty body has no last byte to withhold, so it is judged here. */
    private Optional<CorruptBlobException> contradiction(long size) {
        if (sizeHint >= 0 && sizeHint != size) {
            return Optional.of(new CorruptBlobException(
                    "the upstream has " + size + " bytes for " + digest + ", its manifest says " + sizeHint));
        }
        return size == 0 && !digest.isOfNothing()
                ? Optional.of(new CorruptBlobException("the upstream has an empty body for " + digest))
                : Optional.empty();
    }

    private void beginAnew() throws InterruptedException {
        Lookup<RemoteBlob> found = open(Window.all());
        if (found instanceof Lookup.Found<RemoteBlob> opened) {
            begin(opened.value(), Optional.empty());
        } else {
            end(new Opening.Unreachable(
                    Dependency.UPSTREAM, new IOException("the upstream no longer opens " + digest)));
        }
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

    private void carry(RemoteBlob remote, BlobWriter writer, long size) throws InterruptedException {
        boolean isPublic = remote.isPublic();
        means.registrar().provenBlob(repository, digest, size, isPublic);
        download.open(new Opening.Opened(size, means.source().dependency(), isPublic), writer);
        try {
            copyAll(remote, writer, size);
            writer.verify();
        } catch (IOException | RuntimeException e) {
            // Readers first; the register last, so that nobody starts again on a file that is still being given up.
            download.fail(e);
            writer.abort(e);
            report(e);
            return;
        } catch (InterruptedException e) {
            download.fail(e);
            writer.abort(e);
            throw e;
        }
        download.complete();
        keep(writer, size, isPublic);
    }

    private void keep(BlobWriter writer, long size, boolean isPublic) {
        try {
            writer.commit();
        } catch (IOException e) {
            LOG.warn("{} was delivered but could not be kept: {}", digest, e.toString());
            writer.abort(e);
            return;
        }
        means.registrar().held(digest, size, isPublic);
        writer.forgetIntent();
    }

    private void report(Exception e) {
        LOG.warn("filling {} through {} failed: {}", digest, repository, e.toString());
        // A prefix left by an earlier process may have been bad; the source gets another chance at once.
        if (e instanceof CorruptBlobException corrupt && !fromEarlierProcess) {
            watch.corrupt(digest, corrupt);
        }
    }

    private void copyAll(RemoteBlob first, BlobWriter writer, long size) throws IOException, InterruptedException {
        Transfer transfer = new Transfer(writer, size, download);
        RemoteBlob remote = first;
        try {
            if (fromEarlierProcess) {
                writer.rehash();
            }
            int attempt = 0;
            while (true) {
                long before = writer.written();
                IOException cut = transfer.copy(remote);
                if (cut == null) {
                    return;
                }
                attempt = writer.written() > before ? 1 : attempt + 1;
                LOG.info("{} was cut at {} of {}: {}", digest, writer.written(), size, cut.toString());
                remote.close();
                remote = reopened(writer, size, attempt, cut);
            }
        } finally {
            remote.close();
        }
    }

    /** From the registry's URL, not the old redirect: presigned URLs live for minutes (protocol.md, case 48). */
    private RemoteBlob reopened(BlobWriter writer, long size, int attempt, IOException cut)
            throws IOException, InterruptedException {
        int turn = attempt;
        while (means.backoff().awaitTurn(turn)) {
            Window window = writer.written() == 0 ? Window.all() : new Window.From(writer.written(), Optional.empty());
            Lookup<RemoteBlob> found = open(window);
            if (found instanceof Lookup.Found<RemoteBlob> opened) {
                RemoteBlob again = opened.value();
                if ((again.offset() == writer.written() || again.offset() == 0)
                        && (again.size() < 0 || again.size() == size)) {
                    return again;
                }
                again.close();
                throw new CorruptBlobException("the upstream changed its mind about " + digest + " in the middle");
            }
            if (found instanceof Lookup.Absent<RemoteBlob>) {
                throw cut;
            }
            turn++;
        }
        throw cut;
    }
}
