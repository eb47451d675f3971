package dev.entrepot.core.index;

/** A record could not be written. The bytes it speaks of are safe; it is written again later. */
public final class IndexUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public IndexUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
