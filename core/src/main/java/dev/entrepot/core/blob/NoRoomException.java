package dev.entrepot.core.blob;

import java.io.IOException;

/** Why a store takes no more although its disk is well: everything that may go has gone, and it is not enough. */
public final class NoRoomException extends IOException {

    private static final long serialVersionUID = 1L;

    private final boolean isTooLarge;

    /** @param isTooLarge whether it would not fit into an empty cache either: that is no trouble of the disk */
    public NoRoomException(String message, boolean isTooLarge) {
        super(message);
        this.isTooLarge = isTooLarge;
    }

    public boolean isTooLarge() {
        return isTooLarge;
    }
}
