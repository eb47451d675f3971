package dev.entrepot.core.diagnosis;

import java.util.Locale;

/** What kind of trouble, if any. */
public enum Verdict {
    WELL,
    /** It passes: asking again helps, or it has passed. */
    TRANSIENT,
    /** It stays until somebody changes something. */
    STRUCTURAL,
    /** Something went wrong, too seldom or too lately to say. */
    UNKNOWN;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** In the log, in {@code /status} and in metrics. */
    public String label() {
        return label;
    }
}
