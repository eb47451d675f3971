package dev.entrepot.core.bucket;

import java.io.IOException;

/** An object is there, but has no such part (416). */
public final class BeyondEndException extends IOException {

    private static final long serialVersionUID = 1L;

    public BeyondEndException(String message, Throwable cause) {
        super(message, cause);
    }
}
