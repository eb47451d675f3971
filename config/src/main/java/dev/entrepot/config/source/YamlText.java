package dev.entrepot.config.source;

import java.util.Set;
import java.util.regex.Pattern;

/** Writes texts as YAML. */
public final class YamlText {

    /** Plain in block and in flow: no indicator at the start, and a colon only where it cannot end a key. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9./](?:[A-Za-z0-9./_@+-]|:(?=[A-Za-z0-9./]))*");

    /** The pattern's match takes stack for every character. */
    private static final int MAX_PLAIN = 200;

    private static final Set<String> OTHERWISE_NULL = Set.of("null", "Null", "NULL");

    private YamlText() {}

    /** A scalar that is read as {@code text}. */
    public static String quote(String text) {
        if (text.length() <= MAX_PLAIN && PLAIN.matcher(text).matches() && !OTHERWISE_NULL.contains(text)) {
            return text;
        }
        StringBuilder quoted = new StringBuilder("\"");
        text.codePoints().forEach(c -> append(quoted, c));
        return quoted.append('"').toString();
    }

    private static void append(StringBuilder quoted, int codePoint) {
        if (codePoint == '"' || codePoint == '\\') {
            quoted.append('\\').appendCodePoint(codePoint);
        } else if (codePoint >= ' ' && codePoint < 0x7f) {
            quoted.appendCodePoint(codePoint);
        } else {
            quoted.append(String.format(codePoint <= 0xffff ? "\\u%04x" : "\\U%08x", codePoint));
        }
    }
}
