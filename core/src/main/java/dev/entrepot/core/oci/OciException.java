package dev.entrepot.core.oci;

/** Input that breaks the specification; carries the answer it deserves. */
public final class OciException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient OciError error;

    public OciException(OciError error) {
        super(error.message(), null, false, false);
        this.error = error;
    }

    public OciError error() {
        return error;
    }
}
