package dev.entrepot.proxy.upstream.http;

import org.jspecify.annotations.Nullable;

/** A body that ended before its length; what came is good and can be continued. */
public final class TruncatedBodyException extends UpstreamException {

    private static final long serialVersionUID = 1L;

    private final long received;

    /** @param expected bytes; -1 when nobody said */
    public TruncatedBodyException(String where, long received, long expected, @Nullable Throwable cause) {
        super(Kind.TRUNCATED, message(where, received, expected), cause);
        this.received = received;
    }

    private static String message(String where, long received, long expected) {
        return where + ": the body ended after " + received + " bytes" + (expected < 0 ? "" : " of " + expected);
    }

    public long received() {
        return received;
    }
}
