package dev.entrepot.proxy.http;

/** Hears of each pull, once, when everything done for it has ended; on whatever thread. Must not block or throw. */
public interface TraceObserver {

    TraceObserver NOOP = pull -> {};

    void pulled(TracedPull pull);
}
