package dev.entrepot.proxy.app;

import dev.entrepot.config.Configuration;
import dev.entrepot.core.diagnosis.Watch;
import dev.entrepot.proxy.metrics.Metrics;
import dev.entrepot.proxy.upstream.UpstreamEndpoint;
import dev.entrepot.proxy.upstream.UpstreamRegistry;
import dev.entrepot.proxy.upstream.http.UpstreamClient;
import dev.entrepot.proxy.upstream.http.Via;
import java.util.LinkedHashMap;
import java.util.Map;

/** Makes the configured registries, each with its connections. */
final class Upstreams {

    private final UpstreamClient client;
    private final Metrics metrics;
    private final Watch watch;
    private final Endpoints endpoints = new Endpoints(System.getenv());

    /** @param client shared, and closed by its owner after the last registry */
    Upstreams(UpstreamClient client, Metrics metrics, Watch watch) {
        this.watch = watch;
        this.client = client;
        this.metrics = metrics;
    }

    /** What they know us by. */
    Via via() {
        return client.via();
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
            UpstreamEndpoint endpoint = endpoints.of(name, upstream);
            SharedUpstream<UpstreamRegistry> existing = before.get(name);
            registries.put(
                    name, existing != null && existing.endpoint().equals(endpoint) ? existing : registry(endpoint));
        });
        return registries;
    }

    private SharedUpstream<UpstreamRegistry> registry(UpstreamEndpoint endpoint) {
        UpstreamRegistry registry = new UpstreamRegistry(endpoint, client, metrics.upstream(endpoint.name()), watch);
        return new SharedUpstream<>(endpoint, registry, registry::close);
    }
}
