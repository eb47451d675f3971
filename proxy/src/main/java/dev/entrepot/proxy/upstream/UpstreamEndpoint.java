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
 * @param credentials each shown to its own host and a token service it names and may be trusted with them, nowhere else
 * @param tokenHosts such services beyond the registry's own domain
 */
public record UpstreamEndpoint(
        String name,
        List<URI> urls,
        CredentialSource credentials,
        Set<String> tokenHosts,
        ConnectionSettings connections,
        UpstreamLimits limits) {

    public UpstreamEndpoint {
        if (urls.isEmpty()) {
            throw new IllegalArgumentException(name + " has no URL");
        }
        tokenHosts = Set.copyOf(tokenHosts);
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
                name,
                List.of(urls),
                CredentialSource.NONE,
                Set.of(),
                ConnectionSettings.DEFAULT,
                UpstreamLimits.DEFAULT);
    }

    public UpstreamEndpoint with(CredentialSource source) {
        return new UpstreamEndpoint(name, urls, source, tokenHosts, connections, limits);
    }

    /** @param hosts in lower case */
    public UpstreamEndpoint withTokenHosts(String... hosts) {
        return new UpstreamEndpoint(name, urls, credentials, Set.of(hosts), connections, limits);
    }

    public UpstreamEndpoint with(ConnectionSettings settings) {
        return new UpstreamEndpoint(name, urls, credentials, tokenHosts, settings, limits);
    }

    public UpstreamEndpoint with(UpstreamLimits others) {
        return new UpstreamEndpoint(name, urls, credentials, tokenHosts, connections, others);
    }

    Set<Origin> origins() {
        return urls.stream().map(Origin::of).collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public String toString() {
        return name + " at " + urls.getFirst();
    }
}
