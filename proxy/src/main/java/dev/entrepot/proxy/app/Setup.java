package dev.entrepot.proxy.app;

import dev.entrepot.config.Configuration;
import dev.entrepot.config.DegradedConfig;
import dev.entrepot.core.pull.FreshnessPolicy;
import dev.entrepot.proxy.access.ClientRules;
import dev.entrepot.proxy.http.ConnectionLimits;
import dev.entrepot.proxy.http.EdgeRules;
import dev.entrepot.proxy.http.UpstreamNames;
import dev.entrepot.proxy.tls.ServerTls;
import dev.entrepot.proxy.upstream.UpstreamRegistry;
import dev.entrepot.proxy.upstream.http.Via;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * All that a reload replaces, at once.
 *
 * @param upstreams by canonical name, as configured
 * @param freshness by canonical name
 */
record Setup(
        EdgeRules edge,
        Map<String, SharedUpstream<UpstreamRegistry>> upstreams,
        Map<String, FreshnessPolicy> freshness,
        DegradedConfig degraded) {

    /** For tags of an upstream that is there no more. */
    private static final FreshnessPolicy NEVER_FRESH = new FreshnessPolicy(Duration.ZERO, Duration.ZERO);

    Setup {
        upstreams = Collections.unmodifiableMap(new LinkedHashMap<>(upstreams));
        freshness = Map.copyOf(freshness);
    }

    static Setup of(
            Configuration configuration,
            ClientRules clients,
            Optional<ServerTls> tls,
            Map<String, SharedUpstream<UpstreamRegistry>> upstreams,
            Via via) {
        UpstreamNames names = new UpstreamNames(configuration.hosts(), configuration.defaultUpstream());
        Map<String, FreshnessPolicy> policies = new LinkedHashMap<>();
        configuration
                .upstreams()
                .forEach((name, upstream) ->
                        policies.put(name, new FreshnessPolicy(upstream.tagTtl(), upstream.maxStale())));
        ConnectionLimits limits = new ConnectionLimits(
                configuration.clients().maxConnections(),
                configuration.clients().maxConnectionsPerAddress());
        EdgeRules edge = new EdgeRules(names, clients, tls, limits, via, configuration.slowPull());
        return new Setup(edge, upstreams, policies, configuration.degraded());
    }

    FreshnessPolicy freshness(String upstream) {
        return freshness.getOrDefault(upstream, NEVER_FRESH);
    }
}
