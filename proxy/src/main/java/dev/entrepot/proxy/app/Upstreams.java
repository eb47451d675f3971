package dev.entrepot.proxy.app;

import dev.entrepot.config.Configuration;
import dev.entrepot.config.UpstreamConfig;
import dev.entrepot.proxy.metrics.Metrics;
import dev.entrepot.proxy.upstream.UpstreamEndpoint;
import dev.entrepot.proxy.upstream.UpstreamRegistry;
import dev.entrepot.proxy.upstream.credential.Credential;
import dev.entrepot.proxy.upstream.credential.CredentialSource;
import dev.entrepot.proxy.upstream.http.Origin;
import dev.entrepot.proxy.upstream.http.Timeouts;
import dev.entrepot.proxy.upstream.http.UpstreamClient;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes the configured registries, each with its connections. */
final class Upstreams {

    private final UpstreamClient client;
    private final Metrics metrics;

    /** @param client shared, and closed by its owner after the last registry */
    Upstreams(UpstreamClient client, Metrics metrics) {
        this.client = client;
        this.metrics = metrics;
    }

    /**
     * The registries by canonical name.
     *
     * @param before those there are; one that is spoken to as before is kept, and so are its connections and tokens
     */
    Map<String, SharedUpstream<UpstreamRegistry>> of(
            Configuration configuration, Map<String, SharedUpstream<UpstreamRegistry>> before) {
        Map<String, SharedUpstream<UpstreamRegistry>> registries = new LinkedHashMap<>();
        configuration.upstreams().forEach((name, upstream) -> {
            UpstreamEndpoint endpoint = endpoint(name, upstream);
            SharedUpstream<UpstreamRegistry> existing = before.get(name);
            registries.put(
                    name, existing != null && existing.endpoint().equals(endpoint) ? existing : registry(endpoint));
        });
        return registries;
    }

    private SharedUpstream<UpstreamRegistry> registry(UpstreamEndpoint endpoint) {
        UpstreamRegistry registry = new UpstreamRegistry(endpoint, client, metrics.upstream(endpoint.name()));
        return new SharedUpstream<>(endpoint, registry, registry::close);
    }

    private static UpstreamEndpoint endpoint(String name, UpstreamConfig upstream) {
        return new UpstreamEndpoint(
                name, upstream.url(), credentials(upstream), Timeouts.DEFAULT, upstream.maxConnections(), List.of());
    }

    private static CredentialSource credentials(UpstreamConfig upstream) {
        String host = Origin.of(upstream.url()).authority();
        return upstream.username()
                .map(user -> CredentialSource.fixed(
                        host,
                        new Credential.Password(
                                user, upstream.password().orElseThrow().reveal())))
                .orElse(CredentialSource.NONE);
    }
}
