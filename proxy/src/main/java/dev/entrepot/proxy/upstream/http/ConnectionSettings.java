package dev.entrepot.proxy.upstream.http;

import java.security.cert.X509Certificate;
import java.util.List;

/**
 * How one upstream is connected to.
 *
 * @param maxConnections per origin, so that a registry and its CDN do not wait for each other
 * @param trusted certificate authorities trusted besides the platform's
 */
public record ConnectionSettings(Timeouts timeouts, int maxConnections, List<X509Certificate> trusted) {

    public ConnectionSettings {
        if (maxConnections < 1) {
            throw new IllegalArgumentException("maxConnections must be at least 1: " + maxConnections);
        }
        trusted = List.copyOf(trusted);
    }
}
