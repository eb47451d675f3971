package dev.entrepot.config.source;

import java.util.List;
import java.util.Set;

/** Shows a place of a file, but never a line that may hold a secret. */
final class Excerpt {

    private static final int MAX_LENGTH = 100;

    private final List<String> lines;
    private final Set<String> secretKeys;

    /** @param secretKeys the last parts of keys whose values are secret */
    Excerpt(String text, Set<String> secretKeys) {
        this.lines = text.lines().toList();
        this.secretKeys = secretKeys;
    }

    /** The line and a caret below the column, both counted from 0; nothing where there is no line or it may be secret. */
    List<String> at(int line, int column) {
        if (line >= lines.size() || column > MAX_LENGTH || mayHoldSecret(line)) {
            return List.of();
        }
        String shown = lines.get(line);
        return List.of(
                shown.substring(0, Math.min(shown.length(), MAX_LENGTH))
                        .replace('\t', ' ')
                        .stripTrailing(),
                " ".repeat(column) + "^");
    }

    /** A value may go on for several lines, so the lines it could have begun on count as well. */
    boolean mayHoldSecret(int line) {
        if (line >= lines.size()) {
            return false;
        }
        return namesSecret(line) || namesSecret(previous(line)) || namesSecret(parent(line));
    }

    private int previous(int line) {
        int above = line - 1;
        while (above >= 0 && lines.get(above).isBlank()) {
            above--;
        }
        return above;
    }

    private int parent(int line) {
        int above = line - 1;
        while (above >= 0 && (lines.get(above).isBlank() || indent(above) >= indent(line))) {
            above--;
        }
        return above;
    }

    private int indent(int line) {
        String text = lines.get(line);
        return text.length() - text.stripLeading().length();
    }

    private boolean namesSecret(int line) {
        return line >= 0 && secretKeys.stream().anyMatch(lines.get(line)::contains);
    }
}
