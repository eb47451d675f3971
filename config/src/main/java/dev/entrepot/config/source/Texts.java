package dev.entrepot.config.source;

/** Foreign text made fit for one line of an error. */
public final class Texts {

    private static final int MAX_LENGTH = 160;

    private Texts() {}

    public static String oneLine(String text) {
        StringBuilder line = new StringBuilder();
        text.codePoints().limit(MAX_LENGTH).forEach(c -> line.appendCodePoint(isVisible(c) ? c : '\uFFFD'));
        return text.codePointCount(0, text.length()) > MAX_LENGTH
                ? line.append('…').toString()
                : line.toString();
    }

    private static boolean isVisible(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
