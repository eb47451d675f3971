package dev.entrepot.config.value;

/** A text that is not what its key needs; says what is wrong with it and what would be right. */
public final class InvalidValueException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String remedy;

    public InvalidValueException(String message, String remedy) {
        super(message, null, false, false);
        this.remedy = remedy;
    }

    public String remedy() {
        return remedy;
    }
}
