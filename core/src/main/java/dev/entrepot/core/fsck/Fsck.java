package dev.entrepot.core.fsck;

import dev.entrepot.core.blob.Leftovers;
import dev.entrepot.core.blob.Pace;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Repository;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * One check of a data folder; run once. Blobs come first, because that is what takes long and can be gone on with after it
 * was ended; records and index after them, whose repairs rely on what is held.
 */
public final class Fsck {

    private static final int PAGE = 10_000;

    private final FsckSources sources;
    private final FsckOptions options;
    private final FsckJournal journal;
    private final Optional<FsckJournal.Mark> mark;
    private final FsckTally tally;
    private final Glance glance;

    /**
     * @param grace between two looks at what looks wrong
     * @param journal where it goes on, and notes how far it is
     * @param pace of reading blobs, and records
     */
    public Fsck(FsckSources sources, FsckOptions options, Grace grace, FsckJournal journal, Pace pace) {
        this.sources = sources;
        this.options = options;
        this.journal = journal;
        this.mark = journal.last(options);
        this.tally = new FsckTally(
                options.repair(), mark.map(FsckJournal.Mark::report).orElseGet(FsckReport::nothingYet));
        this.glance = new Glance(grace, pace, tally);
    }

    /** From any thread. */
    public FsckProgress progress() {
        return tally.progress();
    }

    /** What was found so far; from any thread. */
    public FsckReport report() {
        return tally.report();
    }

    /**
     * Something the caller has found, and set right if it was asked to, before there was anything to compare.
     *
     * @param isRepaired whether it was set right
     */
    public void found(Finding.Kind kind, String subject, String detail, boolean isRepaired)
            throws InterruptedException {
        tally.found(kind, subject, detail, () -> {
            if (!isRepaired) {
                throw new IOException("it could not be");
            }
        });
    }

    /**
     * @throws IOException when there is no telling what there is
     * @throws InterruptedException when it was told to end; what it has come to is noted
     */
    public FsckReport run() throws IOException, InterruptedException {
        if (mark.isEmpty()) {
            leftovers();
        }
        blobs();
        records();
        new IndexCheck(sources, tally, glance).run(PAGE);
        tally.finish();
        journal.finished();
        return tally.report();
    }

    private void leftovers() throws IOException, InterruptedException {
        tally.begin(FsckProgress.Phase.LEFTOVERS, -1, 0);
        for (Leftovers.Leftover leftover : sources.leftovers().find()) {
            String detail = leftover.bytes() + " bytes: " + leftover.why();
            tally.found(
                    Finding.Kind.UNFINISHED_WRITE,
                    leftover.name(),
                    detail,
                    () -> sources.leftovers().remove(leftover));
        }
    }

    private void blobs() throws IOException, InterruptedException {
        tally.begin(
                FsckProgress.Phase.BLOBS,
                sources.files().count(),
                mark.map(earlier -> earlier.report().checked().blobs()).orElse(0L));
        BlobCheck check = new BlobCheck(sources, options.verifyDigests(), tally, glance);
        Optional<Digest> last = mark.map(FsckJournal.Mark::blob);
        List<Digest> page;
        do {
            page = sources.files().after(last, PAGE);
            for (int from = 0; from < page.size(); from += Glance.AT_ONCE) {
                List<Digest> some = page.subList(from, Math.min(page.size(), from + Glance.AT_ONCE));
                check.run(some);
                last = Optional.of(some.getLast());
                journal.reached(options, new FsckJournal.Mark(some.getLast(), tally.report()));
            }
        } while (page.size() == PAGE);
    }

    private void records() throws IOException, InterruptedException {
        List<Repository> repositories = sources.records().repositories();
        tally.begin(FsckProgress.Phase.RECORDS, repositories.size(), 0);
        RecordCheck check = new RecordCheck(sources, tally, glance);
        for (Repository repository : repositories) {
            check.run(repository);
        }
    }
}
