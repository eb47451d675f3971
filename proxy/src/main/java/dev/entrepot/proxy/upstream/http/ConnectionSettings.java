package dev.entrepot.proxy.upstream.http;

import dev.entrepot.proxy.upstream.reach.ProxyRules;
import dev.entrepot.proxy.upstream.reach.TlsMaterial;

/**
 * How one upstream is connected to.
 *
 * @param maxConnections per origin, so that a registry and its CDN do not wait for each other
 * @param allowsPrivateRedirects whether it may lead us to addresses that only we can reach
 */
public record ConnectionSettings(
        Timeouts timeouts, int maxConnections, TlsMaterial tls, ProxyRules proxies, boolean allowsPrivateRedirects) {

    public static final int DEFAULT_MAX_CONNECTIONS = 64;

    /** Directly, believing whom the platform believes. */
    public static final ConnectionSettings DEFAULT = of(Timeouts.DEFAULT, DEFAULT_MAX_CONNECTIONS);

    public ConnectionSettings {
        if (maxConnections < 1) {
            throw new IllegalArgumentException("maxConnections must be at least 1: " + maxConnections);
        }
    }

    public static ConnectionSettings of(Timeouts timeouts, int maxConnections) {
        return new ConnectionSettings(timeouts, maxConnections, TlsMaterial.PLATFORM, ProxyRules.DIRECT, false);
    }

    public ConnectionSettings with(TlsMaterial material) {
        return new ConnectionSettings(timeouts, maxConnections, material, proxies, allowsPrivateRedirects);
    }

    public ConnectionSettings with(ProxyRules rules) {
        return new ConnectionSettings(timeouts, maxConnections, tls, rules, allowsPrivateRedirects);
    }
}
