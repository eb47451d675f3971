package dev.entrepot.core.blob;

import java.io.IOException;

/** Why a store takes no more although its disk is well: everything that may go has gone, and it is not enough. */
public final class NoRoomException extends IOException {

    private static final long serialVersionUID = 1L;

    public NoRoomException(String message) {
        super(message);
    }
}
