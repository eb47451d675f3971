package dev.entrepot.core.evict;

import java.io.IOException;

/** Everything that may go has gone, and it is not enough. The disk itself is well. */
public final class NoRoomException extends IOException {

    private static final long serialVersionUID = 1L;

    NoRoomException(String message) {
        super(message);
    }
}
