package dev.entrepot.e2e.drill;

import dev.entrepot.e2e.drill.Pull.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/** The drill's result, as Markdown. */
final class Table {

    private static final List<String> HEAD = List.of(
            "| while | requests | right % | held % | stale % | 503 | cut | first byte ms: p50 | p99 | max "
                    + "| all of it ms: p50 | p99 | max | well again after s |",
            "| --- " + "| ---: ".repeat(13) + "|");

    private final List<String> lines = new ArrayList<>(HEAD);

    /** @param recovery milliseconds from the end of the trouble until nothing was reported any more */
    void add(Tally tally, OptionalLong recovery) {
        lines.add(String.format(
                Locale.ROOT,
                "| %s | %d | %.2f | %.0f | %.0f | %d | %d | %d | %d | %d | %d | %d | %d | %s |",
                tally.name(),
                tally.size(),
                tally.share(Pull::isRight),
                tally.share(Pull::isHit),
                tally.share(Pull::isStale),
                tally.those(Outcome.REFUSED).size(),
                tally.those(Outcome.CUT).size(),
                tally.percentile(50, Pull::firstByteMillis),
                tally.percentile(99, Pull::firstByteMillis),
                tally.max(Pull::firstByteMillis),
                tally.percentile(50, Pull::wholeMillis),
                tally.percentile(99, Pull::wholeMillis),
                tally.max(Pull::wholeMillis),
                recovery.isPresent() ? String.format(Locale.ROOT, "%.1f", recovery.getAsLong() / 1e3) : ""));
    }

    @Override
    public String toString() {
        return String.join("\n", lines);
    }
}
