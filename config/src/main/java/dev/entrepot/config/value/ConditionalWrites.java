package dev.entrepot.config.value;

/** How it is seen to that two entrepots store a blob once. */
public enum ConditionalWrites {
    /** By a condition, until the store says that it knows none. */
    AUTO,
    /** By a condition, always. */
    ON,
    /** By asking first. */
    OFF;

    public static ConditionalWrites parse(String text) throws InvalidValueException {
        return Words.parse(text, values());
    }

    /** As it is written in a configuration. */
    @Override
    public String toString() {
        return Words.text(this);
    }
}
