package dev.entrepot.proxy.upstream.credential;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A credential is configured and cannot be had now. Says where from and why, never what it is. */
public final class CredentialException extends IOException {

    private static final long serialVersionUID = 1L;

    public CredentialException(String message) {
        this(message, null);
    }

    public CredentialException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
