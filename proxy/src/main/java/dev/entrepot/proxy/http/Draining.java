package dev.entrepot.proxy.http;

/** Fired into every connection. */
enum Draining {
    /** No new connection is accepted any more. */
    BEGUN,
    /** What has not ended is cut. */
    OVER
}
