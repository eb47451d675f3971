package dev.entrepot.proxy.http;

import dev.entrepot.config.ConfigException;
import dev.entrepot.config.ConfigLoader;
import dev.entrepot.config.Configuration;
import dev.entrepot.proxy.access.ClientRules;
import dev.entrepot.proxy.tls.ServerTls;
import dev.entrepot.proxy.upstream.http.Via;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;

/** What connections ask in a test: a world of doubles, in which everybody may ask, but for lists. */
final class TestEdge {

    private TestEdge() {}

    /** @param folder without a configuration, so with the defaults */
    @SuppressWarnings("NullAway") // No list is asked for.
    static Edge over(DegradedWorld world, Path folder, Optional<ServerTls> tls, Executor blocking)
            throws IOException, ConfigException {
        Configuration defaults = new ConfigLoader(Map.of(), folder).load(Optional.empty(), Map.of());
        EdgeRules rules = new EdgeRules(
                new UpstreamNames(Map.of("docker.io", "docker.io"), "docker.io"),
                ClientRules.of(defaults, Runnable::run, System::nanoTime),
                tls,
                new ConnectionLimits(10, 10),
                Via.random(),
                Duration.ofDays(1));
        return new Edge(() -> rules, world.blobPull, world.manifestPull, null, blocking, Duration.ofHours(1));
    }
}
