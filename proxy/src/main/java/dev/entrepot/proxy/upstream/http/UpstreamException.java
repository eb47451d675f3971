package dev.entrepot.proxy.upstream.http;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Why an upstream could not be asked, or did not answer in a way that can be used. Never says a URL's query. */
public sealed class UpstreamException extends IOException permits TruncatedBodyException {

    /** What kind of trouble, for retries, breakers and metrics. */
    public enum Kind {
        /** No address, no connection, no TLS. */
        CONNECT,
        /** Its circuit breaker is open: it failed too often, and was not asked. */
        OPEN,
        /** All connections allowed are in use, or we are closing: our limit, not the upstream's failure. */
        BUSY,
        /** Connected, but nothing came in time. */
        TIMEOUT,
        /** The connection ended before the response began. */
        CLOSED,
        /** The body ended before its length. */
        TRUNCATED,
        /** A status that is no answer: 429, 408, 5xx, a CDN's refusal. */
        STATUS,
        /** The token service did not give what it should. */
        TOKEN,
        /** A credential is configured and cannot be had: its file, its helper. */
        CREDENTIAL,
        /** A redirect that must not or cannot be followed. */
        REDIRECT,
        /** Not HTTP, or a response that contradicts the request or itself. */
        PROTOCOL,
        /** The asking thread was interrupted. */
        INTERRUPTED
    }

    /** Loop detected. */
    public static final int LOOP = 508;

    private static final long serialVersionUID = 1L;

    private final Kind kind;
    private final int status;
    private final @Nullable Duration retryAfter;

    public UpstreamException(Kind kind, String message) {
        this(kind, message, null);
    }

    public UpstreamException(Kind kind, String message, @Nullable Throwable cause) {
        this(kind, 0, null, message, cause);
    }

    private UpstreamException(
            Kind kind, int status, @Nullable Duration retryAfter, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.status = status;
        this.retryAfter = retryAfter;
    }

    /** Our own limit, and when it may be less crowded. */
    public static UpstreamException busy(Duration retryAfter, String message) {
        return new UpstreamException(Kind.BUSY, 0, retryAfter, message, null);
    }

    /** A status that is no answer. */
    public static UpstreamException status(int status, Optional<Duration> retryAfter, String message) {
        return new UpstreamException(Kind.STATUS, status, retryAfter.orElse(null), message, null);
    }

    /** The same trouble, as the token service's. */
    public UpstreamException asTokenTrouble(String message) {
        return new UpstreamException(Kind.TOKEN, status, retryAfter, message + ": " + getMessage(), this);
    }

    public Kind kind() {
        return kind;
    }

    /** The HTTP status, or 0 where none came or it is not the reason. */
    public int status() {
        return status;
    }

    /** Whether the upstream says that what we ask for is being asked of ourselves (RFC 5842, section 7.2). */
    public boolean isLoop() {
        return kind == Kind.STATUS && status == LOOP;
    }

    /** How long the upstream asks to be left alone, or what we wait for may last. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
