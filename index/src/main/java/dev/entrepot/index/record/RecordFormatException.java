package dev.entrepot.index.record;

import java.io.IOException;

/** A stored record cannot be read by this build. Whether it is there is known; what it says is not. */
public final class RecordFormatException extends IOException {

    private static final long serialVersionUID = 1L;

    RecordFormatException(String message) {
        super(message);
    }

    RecordFormatException(String message, Throwable cause) {
        super(message, cause);
    }
}
