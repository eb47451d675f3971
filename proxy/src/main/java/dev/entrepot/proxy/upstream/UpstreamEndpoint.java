package dev.entrepot.proxy.upstream;

import dev.entrepot.proxy.upstream.credential.CredentialSource;
import dev.entrepot.proxy.upstream.http.ConnectionSettings;
import dev.entrepot.proxy.upstream.http.Origin;
import dev.entrepot.proxy.upstream.limit.UpstreamLimits;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Where an upstream registry is and how it is spoken to.
 *
 * @param name as configured, such as {@code docker.io}
 * @param urls of the registry and, in the order to be tried, of others that have the same; http or https; a path is kept
 *     and {@code /v2/} comes after it
 * @param credentials each shown to its own host and the token service it names, nowhere else
 */
public record UpstreamEndpoint(
        String name,
        List<URI> urls,
        CredentialSource credentials,
        ConnectionSettings connections,
        UpstreamLimits limits) {

    public UpstreamEndpoint {
        if (urls.isEmpty()) {
            throw new IllegalArgumentException(name + " has no URL");
        }
        String owner = name;
        urls = urls.stream().map(url -> checked(owner, url)).toList();
    }

    private static URI checked(String name, URI url) {
        Origin.of(url);
        if (url.getRawQuery() != null || url.getRawFragment() != null || url.getRawUserInfo() != null) {
            throw new IllegalArgumentException("the URL of " + name + " must be scheme, host, port and path only");
        }
        String text = url.toString();
        return URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
    }

    /** Anonymous, with the defaults. */
    public static UpstreamEndpoint of(String name, URI... urls) {
        return new UpstreamEndpoint(
                name, List.of(urls), CredentialSource.NONE, ConnectionSettings.DEFAULT, UpstreamLimits.DEFAULT);
    }

    public UpstreamEndpoint with(CredentialSource source) {
        return new UpstreamEndpoint(name, urls, source, connections, limits);
    }

    public UpstreamEndpoint with(ConnectionSettings settings) {
        return new UpstreamEndpoint(name, urls, credentials, settings, limits);
    }

    public UpstreamEndpoint with(UpstreamLimits others) {
        return new UpstreamEndpoint(name, urls, credentials, connections, others);
    }

    Set<Origin> origins() {
        return urls.stream().map(Origin::of).collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public String toString() {
        return name + " at " + urls.getFirst();
    }
}
