package dev.entrepot.core.oci;

/** Error codes of distribution-spec, "Error Codes", with the status each is sent with here. */
public enum OciErrorCode {
    BLOB_UNKNOWN(404),
    DENIED(403),
    DIGEST_INVALID(400),
    MANIFEST_INVALID(400),
    MANIFEST_UNKNOWN(404),
    NAME_INVALID(400),
    NAME_UNKNOWN(404),
    /** Not in the specification; distribution says it so. */
    PAGINATION_NUMBER_INVALID(400),
    SIZE_INVALID(400),
    UNAUTHORIZED(401),
    /** Not in the specification, which leaves 5xx open; distribution says it so. */
    UNAVAILABLE(503),
    UNSUPPORTED(405),
    TOOMANYREQUESTS(429);

    private final int status;

    OciErrorCode(int status) {
        this.status = status;
    }

    public OciError error(String message) {
        return new OciError(this, status, message);
    }

    /** The same code under another status, as for "cannot be asked now" (503). */
    public OciError error(int otherStatus, String message) {
        return new OciError(this, otherStatus, message);
    }
}
