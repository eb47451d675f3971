package dev.entrepot.proxy.upstream.reach;

import java.io.IOException;

/** An upstream led to an address that it has no business with. */
public final class RefusedAddressException extends IOException {

    private static final long serialVersionUID = 1L;

    RefusedAddressException(String message) {
        super(message);
    }
}
