package dev.entrepot.proxy.hosts;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** What became of the lines of a text. In the square of their number: for files of a screen or two. */
final class LineDiff {

    private LineDiff() {}

    /** Every line of both, with {@code "+ "}, {@code "- "} or {@code "  "} before it. */
    static List<String> of(List<String> before, List<String> after) {
        int[][] common = common(before, after);
        Deque<String> lines = new ArrayDeque<>();
        int b = before.size();
        int a = after.size();
        while (b > 0 || a > 0) {
            if (b > 0 && a > 0 && before.get(b - 1).equals(after.get(a - 1))) {
                lines.push("  " + before.get(--b));
                a--;
            } else if (a > 0 && (b == 0 || common[b][a - 1] >= common[b - 1][a])) {
                lines.push("+ " + after.get(--a));
            } else {
                lines.push("- " + before.get(--b));
            }
        }
        return new ArrayList<>(lines);
    }

    /** The length of the longest common subsequence of the first lines of both. */
    private static int[][] common(List<String> before, List<String> after) {
        int[][] length = new int[before.size() + 1][after.size() + 1];
        for (int b = 1; b <= before.size(); b++) {
            for (int a = 1; a <= after.size(); a++) {
                length[b][a] = before.get(b - 1).equals(after.get(a - 1))
                        ? length[b - 1][a - 1] + 1
                        : Math.max(length[b - 1][a], length[b][a - 1]);
            }
        }
        return length;
    }
}
