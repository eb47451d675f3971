package dev.entrepot.core.pull;

import dev.entrepot.core.blob.BlobWriter;
import dev.entrepot.core.blob.CorruptBlobException;
import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.blob.RemoteBlob;
import dev.entrepot.core.blob.Window;
import dev.entrepot.core.pull.PullObserver.FillEnd;
import dev.entrepot.core.trace.Step;
import dev.entrepot.core.trace.Trace;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries the bytes of an opened blob to the disk, and takes a transfer up again where it broke.
 *
 * <p>Order (design, section 5): first byte -> open -> append and publish -> verify -> release the last byte -> commit -> register ->
 * forget the intent.
 */
final class Carriage {

    private static final Logger LOG = LoggerFactory.getLogger(Carriage.class);

    /** Repetitions before the first byte: clients wait for a status, and another host may have the blob. */
    private static final int MOST_UNOPENED = 2;

    /**
     * What is carried from where to where.
     *
     * @param remote closed when carried, and perhaps before
     * @param writer ended on every path
     * @param fromEarlierProcess whether the file has a beginning that nobody has hashed yet
     */
    record Cargo(RemoteBlob remote, BlobWriter writer, long size, boolean fromEarlierProcess) {}

    private final Fill.Means means;
    private final Download download;
    private final Cargo cargo;
    private final Fill.CorruptionWatch watch;
    private final Opening.Opened opened;
    private final Deadline patience = Deadline.after(Fill.OPENING_LIMIT.dividedBy(2));
    private boolean isOpen;
    private @Nullable IOException cut;

    /** The last stream of which bytes were taken that the bucket brought. */
    private @Nullable RemoteBlob fromBucket;

    private boolean isSecondChoice;

    Carriage(Fill.Means means, Download download, Cargo cargo, Fill.CorruptionWatch watch) {
        this.means = means;
        this.download = download;
        this.cargo = cargo;
        this.watch = watch;
        this.opened = new Opening.Opened(
                cargo.size(), cargo.remote().origin(), cargo.remote().isPublic());
    }

    FillEnd carry() throws InterruptedException {
        try {
            means.registrar().answered(download.leader(), download.digest(), cargo.size(), cargo.remote());
            if (cargo.size() == 0 || cargo.writer().written() > 0) {
                open();
            }
            carryAll();
        } catch (IOException e) {
            giveUp(e);
            report(e);
            return endOf(e);
        } catch (InterruptedException | RuntimeException | Error e) {
            giveUp(e);
            throw e;
        }
        download.complete();
        return keep() ? FillEnd.STORED : FillEnd.UNKEPT;
    }

    private void carryAll() throws IOException, InterruptedException {
        if (cargo.fromEarlierProcess()) {
            cargo.writer().rehash();
        }
        copyAll(cargo.remote());
        try {
            Trace.during(Step.VERIFY, cargo.writer()::verify);
        } catch (CorruptBlobException e) {
            RemoteBlob wrong = fromBucket;
            if (wrong == null) {
                throw e;
            }
            LOG.warn("the bucket has something else for {}: {}", download.digest(), e.getMessage());
            replace(wrong);
        }
        means.source().verified(download.digest(), cargo.size());
    }

    /**
     * What the bucket had was wrong. Everything comes again from elsewhere, and where it is what readers have been shown
     * already, they do not notice.
     */
    private void replace(RemoteBlob wrong) throws IOException, InterruptedException {
        fromBucket = null;
        isSecondChoice = true;
        means.source().refuted(download.digest(), wrong);
        cargo.writer().cutBack(download.progress().available());
        cargo.writer().rehash();
        Deadline limit = Deadline.after(Fill.OPENING_LIMIT);
        Lookup<RemoteBlob> found = means.source().open(download.leader(), download.digest(), Window.all(), limit);
        if (!(found instanceof Lookup.Found<RemoteBlob> other)) {
            throw new CorruptBlobException("nobody else has " + download.digest() + " now: " + found);
        }
        RemoteBlob right = fitting(other.value());
        means.registrar().answered(download.leader(), download.digest(), cargo.size(), right);
        copyAll(right);
        Trace.during(Step.VERIFY, cargo.writer()::verify);
    }

    private void open() {
        isOpen = true;
        download.open(opened, cargo.writer());
    }

    /** Readers first; the register of downloads last, so that nobody starts again on a file that is still being given up. */
    private void giveUp(Throwable cause) {
        if (isOpen) {
            download.fail(cause);
            cargo.writer().abort(cause);
            return;
        }
        // No readers yet, and who waits for the opening may start again on hearing how it ended.
        cargo.writer().abort(cause);
        means.downloads().finished(download);
        download.endUnopened(new Opening.Unreachable(opened.origin(), cause));
    }

    private FillEnd endOf(IOException e) {
        if (e instanceof CorruptBlobException) {
            return FillEnd.CORRUPT;
        }
        return e.equals(cut) ? FillEnd.CUT : FillEnd.UNSTORABLE;
    }

    private boolean keep() {
        BlobWriter writer = cargo.writer();
        try {
            Trace.during(Step.COMMIT, writer::commit);
        } catch (IOException | RuntimeException e) {
            LOG.warn("{} was delivered but could not be kept: {}", download.digest(), e.toString());
            writer.abort(e);
            return false;
        }
        Trace.during(Step.REGISTER, () -> {
            means.registrar().held(download.digest(), cargo.size(), opened.isPublic());
            writer.forgetIntent();
        });
        return true;
    }

    private void report(IOException e) {
        LOG.warn("filling {} through {} failed: {}", download.digest(), download.leader(), e.toString());
        // A prefix left by an earlier process, or had from the bucket, may have been bad; the source gets another
        // chance.
        if (e instanceof CorruptBlobException corrupt && !cargo.fromEarlierProcess() && !isSecondChoice) {
            watch.corrupt(download.digest(), corrupt);
        }
    }

    /** @param first closed when everything is copied, and perhaps before */
    private void copyAll(RemoteBlob first) throws IOException, InterruptedException {
        BlobWriter writer = cargo.writer();
        Transfer transfer = new Transfer(writer, cargo.size(), download);
        RemoteBlob remote = first;
        try {
            int attempt = 0;
            while (true) {
                long before = writer.written();
                if (remote.origin() == Dependency.BUCKET) {
                    fromBucket = remote;
                }
                IOException stopped = copy(transfer, remote);
                if (stopped == null) {
                    return;
                }
                cut = stopped;
                attempt = writer.written() > before ? 1 : attempt + 1;
                LOG.info(
                        "{} was cut at {} of {}: {}",
                        download.digest(),
                        writer.written(),
                        cargo.size(),
                        stopped.toString());
                remote.close();
                remote = reopened(attempt, stopped);
            }
        } finally {
            remote.close();
        }
    }

    /** @return why the source stopped; null when it did not, until everything was there */
    private @Nullable IOException copy(Transfer transfer, RemoteBlob remote) throws IOException {
        if (isOpen) {
            return transfer.copy(remote);
        }
        RemoteBlob begun;
        try {
            begun = new BegunBlob(remote);
        } catch (CorruptBlobException e) {
            throw e;
        } catch (IOException e) {
            return e;
        }
        open();
        return transfer.copy(begun);
    }

    /** From the registry's URL, not the old redirect: presigned URLs live for minutes (protocol.md, case 48). */
    private RemoteBlob reopened(int attempt, IOException cut) throws IOException, InterruptedException {
        int turn = attempt;
        while (isWorthATry(turn) && awaitTurn(turn)) {
            Lookup<RemoteBlob> found = openRest();
            if (found instanceof Lookup.Found<RemoteBlob> opened) {
                return fitting(opened.value());
            }
            if (found instanceof Lookup.Absent<RemoteBlob>) {
                throw cut;
            }
            turn++;
        }
        throw cut;
    }

    private boolean awaitTurn(int turn) throws InterruptedException {
        return Trace.phase(Step.PAUSE, () -> means.backoff().awaitTurn(turn));
    }

    private boolean isWorthATry(int turn) {
        return isOpen || (turn <= MOST_UNOPENED && !patience.isOver());
    }

    private Lookup<RemoteBlob> openRest() {
        long written = cargo.writer().written();
        Window window = written == 0 ? Window.all() : new Window.From(written, Optional.empty());
        Deadline limit = Deadline.after(Fill.OPENING_LIMIT);
        return means.source().open(download.leader(), download.digest(), window, limit);
    }

    /** At the exact place or from the start, and of the same size. */
    private RemoteBlob fitting(RemoteBlob again) throws IOException {
        boolean place = again.offset() == cargo.writer().written() || again.offset() == 0;
        if (place && (again.size() < 0 || again.size() == cargo.size())) {
            return again;
        }
        again.close();
        throw new CorruptBlobException("the upstream changed its mind about " + download.digest() + " in the middle");
    }
}
