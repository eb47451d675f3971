package dev.entrepot.core.blob;

import java.io.IOException;

/** Bytes that are not what their name or their length promised. They are never kept. */
public final class CorruptBlobException extends IOException {

    private static final long serialVersionUID = 1L;

    public CorruptBlobException(String message) {
        super(message);
    }
}
