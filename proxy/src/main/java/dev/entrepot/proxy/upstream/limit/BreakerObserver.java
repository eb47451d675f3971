package dev.entrepot.proxy.upstream.limit;

import dev.entrepot.proxy.upstream.http.Origin;

/** Hears of circuit breakers; called on the asking thread, must not block or throw. */
public interface BreakerObserver {

    enum BreakerState {
        /** Everything is let through. */
        CLOSED,
        /** Nothing is; the host is taken for down. */
        OPEN,
        /** One exchange is, to see whether it is back. */
        HALF_OPEN
    }

    /** @param host of the upstream, of a CDN or of a token service; closed until the first call */
    default void breakerChanged(Origin host, BreakerState state) {}
}
