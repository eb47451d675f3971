package dev.entrepot.proxy.admin;

import dev.entrepot.core.explain.Explainer;
import dev.entrepot.core.health.Health;
import dev.entrepot.core.pin.Pins;
import dev.entrepot.core.pull.Purge;
import dev.entrepot.proxy.fsck.FsckJob;
import dev.entrepot.proxy.http.UpstreamNames;
import dev.entrepot.proxy.log.LogLevels;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.handler.codec.http.HttpMethod;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;

/** Who answers which path. Paths may be added while it answers: health comes first, the rest when there is something to tell. */
public final class AdminEndpoints {

    /**
     * @param quick whether it may be asked on the event loop
     */
    record Route(HttpMethod method, AdminEndpoint endpoint, boolean quick) {

        boolean allows(HttpMethod asked) {
            return asked.equals(method) || (asked.equals(HttpMethod.HEAD) && method.equals(HttpMethod.GET));
        }
    }

    private final ConcurrentMap<String, Route> routes = new ConcurrentHashMap<>();

    /**
     * Health and metrics, which there are from the start.
     *
     * @param beforeScrape binds what is measured only for those who look; run again with every scrape
     */
    public static AdminEndpoints of(Health health, PrometheusMeterRegistry registry, Runnable beforeScrape) {
        HealthEndpoints asked = new HealthEndpoints(health);
        return new AdminEndpoints()
                .quick("/livez", asked::live)
                .quick("/readyz", asked::ready)
                .get("/metrics", new MetricsEndpoint(registry, beforeScrape));
    }

    /** @param admin where this is answered */
    public AdminEndpoints status(StatusSources sources, String version, Supplier<InetSocketAddress> admin) {
        return get("/status", new StatusEndpoint(sources, version, admin, InstantSource.system()));
    }

    /** @param names of the upstreams configured now */
    public AdminEndpoints purge(Purge purge, Supplier<UpstreamNames> names) {
        return post("/purge", new PurgeEndpoint(purge, names));
    }

    public AdminEndpoints logLevels(LogLevels levels) {
        LogLevelEndpoints asked = new LogLevelEndpoints(levels);
        return get("/loglevels", asked::all).post("/loglevel", asked::set);
    }

    public AdminEndpoints fsck(FsckJob job) {
        FsckEndpoints checks = new FsckEndpoints(job);
        return get("/fsck", checks::progress).post("/fsck/start", checks::start).post("/fsck/stop", checks::stop);
    }

    /** @param names of the upstreams configured now */
    public AdminEndpoints pins(Pins pins, StatusSources.Blobs blobs, Supplier<UpstreamNames> names) {
        PinEndpoints asked = new PinEndpoints(pins, blobs.usage(), blobs.room(), names);
        return get("/pins", asked::all).post("/pin", asked::pin).post("/unpin", asked::unpin);
    }

    /**
     * @param upstreams those configured now, by name, with where they are
     * @param names of the upstreams configured now
     */
    public AdminEndpoints explain(
            Explainer explainer, Health health, Supplier<Map<String, URI>> upstreams, Supplier<UpstreamNames> names) {
        return get("/explain", new ExplainEndpoint(explainer, health, upstreams, names));
    }

    /** Never blocks: asked on the event loop. */
    public AdminEndpoints quick(String path, AdminEndpoint endpoint) {
        routes.put(path, new Route(HttpMethod.GET, endpoint, true));
        return this;
    }

    public AdminEndpoints get(String path, AdminEndpoint endpoint) {
        routes.put(path, new Route(HttpMethod.GET, endpoint, false));
        return this;
    }

    /** Changes something, so it is never what a browser was made to ask for. */
    public AdminEndpoints post(String path, AdminEndpoint endpoint) {
        routes.put(path, new Route(HttpMethod.POST, endpoint, false));
        return this;
    }

    Optional<Route> at(String path) {
        return Optional.ofNullable(routes.get(path));
    }

    Map<String, Route> all() {
        return Map.copyOf(routes);
    }
}
