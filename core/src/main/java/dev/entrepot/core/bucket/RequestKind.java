package dev.entrepot.core.bucket;

/** The kinds of requests that stores charge for, each at its own price. */
public enum RequestKind {
    GET,
    HEAD,
    PUT,
    /** Begin, part or end of an upload in parts; each counts as a {@code PUT} where they are charged for. */
    MULTIPART,
    /** Abort; free of charge. */
    ABORT,
    LIST
}
