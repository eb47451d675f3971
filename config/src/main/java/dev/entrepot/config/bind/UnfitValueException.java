package dev.entrepot.config.bind;

import dev.entrepot.config.value.InvalidValueException;

/** Thrown by the constructor of a section, of a value that is right by itself and wrong beside the others. */
public final class UnfitValueException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final String key;
    private final String remedy;

    /** @param key in the section */
    public UnfitValueException(String key, String problem, String remedy) {
        super(problem);
        this.key = key;
        this.remedy = remedy;
    }

    public UnfitValueException(String key, InvalidValueException cause) {
        super(cause.getMessage(), cause);
        this.key = key;
        this.remedy = cause.remedy();
    }

    String key() {
        return key;
    }

    String problem() {
        return String.valueOf(getMessage());
    }

    String remedy() {
        return remedy;
    }
}
