package dev.entrepot.config.value;

/** A text that no log, no error and no printed configuration ever shows. */
public final class Secret {

    /** What stands in a secret's place. */
    public static final String MASK = "****";

    private final String text;

    public Secret(String text) {
        this.text = text;
    }

    /** The text itself, for the one place that sends it. */
    public String reveal() {
        return text;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return MASK;
    }
}
