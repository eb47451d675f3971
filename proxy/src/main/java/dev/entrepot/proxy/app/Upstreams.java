package dev.entrepot.proxy.app;

import dev.entrepot.config.Configuration;
import dev.entrepot.config.UpstreamConfig;
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

/** The configured registries, each with its connections. */
final class Upstreams {

    private Upstreams() {}

    /** @return by canonical name; closed with {@code parts} */
    static Map<String, UpstreamRegistry> of(Configuration configuration, Loops loops, String version, Closing parts) {
        UpstreamClient client = parts.add(new UpstreamClient(loops.group(), version));
        Map<String, UpstreamRegistry> registries = new LinkedHashMap<>();
        configuration
                .upstreams()
                .forEach((name, upstream) ->
                        registries.put(name, parts.add(new UpstreamRegistry(endpoint(name, upstream), client))));
        return registries;
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
