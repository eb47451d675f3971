package dev.entrepot.proxy.upstream;

import dev.entrepot.proxy.upstream.auth.Home;
import dev.entrepot.proxy.upstream.credential.CredentialSource;
import dev.entrepot.proxy.upstream.http.ConnectionSettings;
import dev.entrepot.proxy.upstream.http.Origin;
import dev.entrepot.proxy.upstream.http.Timeouts;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * Where an upstream registry is and how it is spoken to.
 *
 * @param name as configured, such as {@code docker.io}
 * @param url http or https; a path is kept and {@code /v2/} comes after it
 * @param credentials shown to this registry and the token service it names, nowhere else
 * @param maxConnections to the registry, and as many to each CDN it redirects to
 * @param trusted certificate authorities trusted besides the platform's
 */
public record UpstreamEndpoint(
        String name,
        URI url,
        CredentialSource credentials,
        Timeouts timeouts,
        int maxConnections,
        List<X509Certificate> trusted) {

    public static final int DEFAULT_MAX_CONNECTIONS = 64;

    public UpstreamEndpoint {
        Origin.of(url);
        if (url.getRawQuery() != null || url.getRawFragment() != null || url.getRawUserInfo() != null) {
            throw new IllegalArgumentException("the URL of " + name + " must be scheme, host, port and path only");
        }
        String text = url.toString();
        url = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
        trusted = List.copyOf(trusted);
    }

    /** Anonymous, with the defaults. */
    public static UpstreamEndpoint of(String name, URI url) {
        return new UpstreamEndpoint(
                name, url, CredentialSource.NONE, Timeouts.DEFAULT, DEFAULT_MAX_CONNECTIONS, List.of());
    }

    Home home() {
        return new Home(url, credentials);
    }

    ConnectionSettings connectionSettings() {
        return new ConnectionSettings(timeouts, maxConnections, trusted);
    }
}
