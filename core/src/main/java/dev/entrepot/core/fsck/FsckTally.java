package dev.entrepot.core.fsck;

import dev.entrepot.core.index.IndexUnavailableException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a check has seen and done so far. Written by one thread, read by any. */
final class FsckTally {

    private static final Logger LOG = LoggerFactory.getLogger(FsckTally.class);
    private static final int MAX_PROBLEMS = 100;

    /** What sets one finding right. */
    interface Repair {
        void run() throws IOException, InterruptedException;
    }

    private final boolean repairs;
    private final Map<Finding.Kind, Long> found = new EnumMap<>(Finding.Kind.class);
    private final Map<Finding.Kind, Long> repaired = new EnumMap<>(Finding.Kind.class);
    private final List<Finding> findings = new ArrayList<>();
    private final Set<String> problems = new LinkedHashSet<>();
    private FsckChecked checked;
    private FsckProgress.Phase phase = FsckProgress.Phase.WAITING;
    private long done;
    private long total = -1;
    private boolean isFinished;

    FsckTally(boolean repairs, FsckReport before) {
        this.repairs = repairs;
        this.checked = before.checked();
        found.putAll(before.found());
        repaired.putAll(before.repaired());
        findings.addAll(before.findings());
        problems.addAll(before.problems());
    }

    void found(Finding.Kind kind, Object subject, String detail, Repair repair) throws InterruptedException {
        if (!repairs) {
            add(new Finding(kind, subject.toString(), detail, Finding.Outcome.FOUND));
            return;
        }
        try {
            repair.run();
            add(new Finding(kind, subject.toString(), detail, Finding.Outcome.REPAIRED));
        } catch (IOException | IndexUnavailableException e) {
            add(new Finding(kind, subject.toString(), detail + "; " + e.getMessage(), Finding.Outcome.UNREPAIRED));
        }
    }

    private synchronized void add(Finding finding) {
        LOG.info("{} {}: {} ({})", finding.kind(), finding.subject(), finding.detail(), finding.outcome());
        found.merge(finding.kind(), 1L, Long::sum);
        if (finding.outcome() == Finding.Outcome.REPAIRED) {
            repaired.merge(finding.kind(), 1L, Long::sum);
        }
        if (findings.size() < FsckReport.MAX_FINDINGS) {
            findings.add(finding);
        }
    }

    /** Something was not checked. */
    synchronized void problem(Object what, Throwable cause) {
        LOG.warn("{} cannot be checked: {}", what, cause.toString());
        if (problems.size() < MAX_PROBLEMS) {
            problems.add(what + ": " + cause.getMessage());
        }
    }

    synchronized void begin(FsckProgress.Phase next, long units, long alreadyDone) {
        phase = next;
        total = units;
        done = alreadyDone;
    }

    synchronized void blob() {
        done++;
        checked = new FsckChecked(
                checked.blobs() + 1, checked.bytesRead(), checked.manifests(), checked.tags(), checked.indexed());
    }

    synchronized void read(long bytes) {
        checked = new FsckChecked(
                checked.blobs(), checked.bytesRead() + bytes, checked.manifests(), checked.tags(), checked.indexed());
    }

    synchronized void repository(long manifests, long tags) {
        done++;
        checked = new FsckChecked(
                checked.blobs(),
                checked.bytesRead(),
                checked.manifests() + manifests,
                checked.tags() + tags,
                checked.indexed());
    }

    synchronized void indexed(long records) {
        done += records;
        checked = new FsckChecked(
                checked.blobs(), checked.bytesRead(), checked.manifests(), checked.tags(), checked.indexed() + records);
    }

    synchronized void finish() {
        isFinished = true;
        phase = FsckProgress.Phase.DONE;
    }

    synchronized FsckReport report() {
        return new FsckReport(isFinished, checked, found, repaired, findings, List.copyOf(problems));
    }

    synchronized FsckProgress progress() {
        long wrong = found.values().stream().mapToLong(Long::longValue).sum();
        return new FsckProgress(phase, done, total, checked.bytesRead(), wrong);
    }
}
