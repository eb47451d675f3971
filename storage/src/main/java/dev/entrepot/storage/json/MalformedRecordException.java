package dev.entrepot.storage.json;

import java.io.IOException;

/** A record that cannot be understood: cut short, edited by hand, or of a later version. */
public final class MalformedRecordException extends IOException {

    private static final long serialVersionUID = 1L;

    MalformedRecordException(String message) {
        super(message);
    }

    MalformedRecordException(String message, Throwable cause) {
        super(message, cause);
    }
}
