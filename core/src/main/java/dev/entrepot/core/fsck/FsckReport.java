package dev.entrepot.core.fsck;

import java.util.List;
import java.util.Map;

/**
 * What a check came to.
 *
 * @param isFinished false while it goes on, and when it was ended before its time
 * @param found how often, by kind; kinds that were not found are left out
 * @param repaired of those
 * @param findings the first {@value #MAX_FINDINGS}
 * @param problems what could not be read, and so was not checked
 */
public record FsckReport(
        boolean isFinished,
        FsckChecked checked,
        Map<Finding.Kind, Long> found,
        Map<Finding.Kind, Long> repaired,
        List<Finding> findings,
        List<String> problems) {

    public static final int MAX_FINDINGS = 1000;

    public FsckReport {
        found = Map.copyOf(found);
        repaired = Map.copyOf(repaired);
        findings = List.copyOf(findings);
        problems = List.copyOf(problems);
    }

    public static FsckReport nothingYet() {
        return new FsckReport(false, FsckChecked.NOTHING, Map.of(), Map.of(), List.of(), List.of());
    }

    public long totalFound() {
        return found.values().stream().mapToLong(Long::longValue).sum();
    }

    public long totalRepaired() {
        return repaired.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Whether all of it was checked and all that was wrong is right now. */
    public boolean isSound() {
        return isFinished && problems.isEmpty() && totalFound() == totalRepaired();
    }
}
