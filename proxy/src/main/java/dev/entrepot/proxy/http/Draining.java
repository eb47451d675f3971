package dev.entrepot.proxy.http;

/** Fired into every connection when no new one is accepted any more. */
enum Draining {
    BEGUN
}
