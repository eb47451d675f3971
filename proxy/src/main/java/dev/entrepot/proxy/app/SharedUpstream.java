package dev.entrepot.proxy.app;

import dev.entrepot.proxy.upstream.UpstreamEndpoint;

/**
 * An upstream that a reload may take out of service. Whoever asks it enters first and leaves when the last byte was
 * read; once it is retired nobody enters any more, and the last to leave closes it.
 *
 * @param <U> how it is asked
 */
final class SharedUpstream<U> {

    private final UpstreamEndpoint endpoint;
    private final U upstream;
    private final Runnable close;
    private int users;
    private boolean isRetired;

    /** @param close called once, by whoever leaves last */
    SharedUpstream(UpstreamEndpoint endpoint, U upstream, Runnable close) {
        this.endpoint = endpoint;
        this.upstream = upstream;
        this.close = close;
    }

    /** What it was made of. */
    UpstreamEndpoint endpoint() {
        return endpoint;
    }

    U upstream() {
        return upstream;
    }

    /** False when it was retired; else {@link #leave} must follow. */
    synchronized boolean enter() {
        if (isRetired) {
            return false;
        }
        users++;
        return true;
    }

    void leave() {
        boolean isLast;
        synchronized (this) {
            users--;
            isLast = isRetired && users == 0;
        }
        if (isLast) {
            close.run();
        }
    }

    /** Closes it, now or when the last user leaves. */
    void retire() {
        boolean isUnused;
        synchronized (this) {
            isUnused = !isRetired && users == 0;
            isRetired = true;
        }
        if (isUnused) {
            close.run();
        }
    }

    @Override
    public String toString() {
        return upstream.toString();
    }
}
