package dev.entrepot.core.trace;

import java.util.Locale;

/** What a pull is made of besides the work at dependencies, which is named as {@link dev.entrepot.core.diagnosis.Work} is. */
public enum Step {
    /** From the request to the thread that answers it. */
    ROUTE,
    /** Who asks. */
    LOGIN,
    /** Whether it belongs to the repository. */
    PERMISSION,
    /** For the answer to somebody else's question, which is the same, or for a turn while an upstream is spared. */
    WAIT,
    /** Until something that failed is tried again. */
    PAUSE,
    /** A blob on its way to the disk, from opening its source to registering it. */
    FILL,
    VERIFY,
    COMMIT,
    REGISTER;

    private final String label = name().toLowerCase(Locale.ROOT);

    public String label() {
        return label;
    }
}
