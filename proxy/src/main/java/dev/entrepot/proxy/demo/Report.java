package dev.entrepot.proxy.demo;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What there is to say in the end: the acts as a table, in columns as wide as they need to be. */
public final class Report {

    private static final String GAP = "  ";
    private static final List<String> HEAD =
            List.of("", "time", "to clients", "upstream asked", "upstream sent", "outcome");

    private final List<Row> rows;

    Report(List<Row> rows) {
        this.rows = List.copyOf(rows);
    }

    /** Whether every promise was. */
    public boolean isKept() {
        return rows.stream().allMatch(Row::isKept);
    }

    /** Lines that end in a line feed. */
    public String table() {
        List<List<String>> lines = new ArrayList<>();
        lines.add(HEAD);
        rows.forEach(row -> addLines(lines, row));
        int[] widths = widths(lines);
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> append(text, line, widths));
        return text.toString();
    }

    /** Each promise has a line of its own, the first one beside the figures. */
    private static void addLines(List<List<String>> lines, Row row) {
        Seen seen = row.seen();
        List<String> figures = List.of(
                row.title(),
                String.format(Locale.ROOT, "%.2f s", seen.nanos() / 1e9),
                Bytes.text(seen.toClients()),
                times(seen.upstream().requests().size()),
                Bytes.text(seen.upstream().bytes()));
        List<String> left = figures;
        for (Promise promise : row.promises()) {
            lines.add(Stream.concat(left.stream(), Stream.of(promise.outcome())).toList());
            left = Collections.nCopies(figures.size(), "");
        }
    }

    private static String times(int requests) {
        return switch (requests) {
            case 0 -> "never";
            case 1 -> "once";
            default -> requests + " times";
        };
    }

    private static int[] widths(List<List<String>> lines) {
        int[] widths = new int[HEAD.size()];
        for (List<String> line : lines) {
            for (int column = 0; column < widths.length; column++) {
                widths[column] = Math.max(widths[column], line.get(column).length());
            }
        }
        return widths;
    }

    /** Words to the left, numbers to the right. */
    private static void append(StringBuilder text, List<String> line, int[] widths) {
        int last = widths.length - 1;
        text.append(line.getFirst()).repeat(" ", widths[0] - line.getFirst().length());
        for (int column = 1; column < last; column++) {
            String cell = line.get(column);
            text.append(GAP).repeat(" ", widths[column] - cell.length()).append(cell);
        }
        text.append(GAP).append(line.get(last)).append('\n');
    }
}
