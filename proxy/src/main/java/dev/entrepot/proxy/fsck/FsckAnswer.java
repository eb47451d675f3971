package dev.entrepot.proxy.fsck;

import dev.entrepot.core.fsck.Finding;
import dev.entrepot.core.fsck.FsckChecked;
import dev.entrepot.core.fsck.FsckOptions;
import dev.entrepot.core.fsck.FsckProgress;
import dev.entrepot.core.fsck.FsckReport;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A check as it is told: over the admin port, to programs by {@code --json}, and to the journal.
 *
 * @param state {@code running}, {@code finished}, or {@code ended} before its time
 * @param sound whether everything was checked, and what was wrong is right now
 * @param total of what is counted in this phase; -1 where nobody knows
 * @param found how often, by kind
 * @param repaired of those
 * @param findings the first 1,000
 * @param problems what could not be checked
 */
public record FsckAnswer(
        String state,
        boolean sound,
        FsckOptions options,
        String phase,
        long done,
        long total,
        FsckChecked checked,
        Map<String, Long> found,
        Map<String, Long> repaired,
        List<Finding> findings,
        List<String> problems) {

    public static final String RUNNING = "running";
    public static final String FINISHED = "finished";
    public static final String ENDED = "ended";

    public static FsckAnswer of(String state, FsckOptions options, FsckProgress progress, FsckReport report) {
        return new FsckAnswer(
                state,
                report.isSound(),
                options,
                progress.phase().units(),
                progress.done(),
                progress.total(),
                report.checked(),
                byName(report.found()),
                byName(report.repaired()),
                report.findings(),
                report.problems());
    }

    /** As it was when this was written, not finished. */
    FsckReport report() {
        return new FsckReport(false, checked, byKind(found), byKind(repaired), findings, problems);
    }

    private static Map<String, Long> byName(Map<Finding.Kind, Long> counts) {
        Map<String, Long> named = new TreeMap<>();
        counts.forEach((kind, count) -> named.put(kind.name(), count));
        return named;
    }

    private static Map<Finding.Kind, Long> byKind(Map<String, Long> counts) {
        Map<Finding.Kind, Long> kinds = new EnumMap<>(Finding.Kind.class);
        counts.forEach((name, count) -> kinds.put(Finding.Kind.valueOf(name), count));
        return kinds;
    }
}
