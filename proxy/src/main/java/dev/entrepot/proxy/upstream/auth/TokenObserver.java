package dev.entrepot.proxy.upstream.auth;

import dev.entrepot.proxy.upstream.http.Origin;
import java.time.Duration;

/** Hears of token requests; called on the asking thread, must not block or throw. */
public interface TokenObserver {

    TokenObserver NOOP = (service, outcome, took) -> {};

    enum TokenOutcome {
        GRANTED,
        DENIED,
        FAILED
    }

    /** @param service where the token was asked for */
    void tokenAsked(Origin service, TokenOutcome outcome, Duration took);
}
