package dev.entrepot.proxy.cli;

import dev.entrepot.config.value.ByteSize;
import dev.entrepot.core.fsck.Finding;
import dev.entrepot.core.fsck.FsckChecked;
import dev.entrepot.proxy.fsck.FsckAnswer;
import java.util.Locale;
import java.util.Map;

/** A check in words. */
final class FsckText {

    private FsckText() {}

    static String of(FsckAnswer answer) {
        StringBuilder text = new StringBuilder();
        answer.findings().forEach(finding -> text.append(line(finding)).append('\n'));
        long found = sum(answer.found());
        if (found > answer.findings().size()) {
            text.append("and ").append(found - answer.findings().size()).append(" more\n");
        }
        answer.problems()
                .forEach(problem ->
                        text.append("could not be checked: ").append(problem).append('\n'));
        return text.append(checked(answer.checked()))
                .append(String.format(Locale.ROOT, "%,d found, %,d repaired%n", found, sum(answer.repaired())))
                .toString();
    }

    private static String line(Finding finding) {
        String outcome = switch (finding.outcome()) {
            case FOUND -> "";
            case REPAIRED -> " (repaired)";
            case UNREPAIRED -> " (NOT repaired)";
        };
        return finding.kind() + " " + finding.subject() + ": " + finding.detail() + outcome;
    }

    private static String checked(FsckChecked checked) {
        return String.format(
                Locale.ROOT,
                "checked %,d blobs (%s read), %,d manifests, %,d tags, %,d records of the index%n",
                checked.blobs(),
                ByteSize.rounded(checked.bytesRead()),
                checked.manifests(),
                checked.tags(),
                checked.indexed());
    }

    private static long sum(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
