package dev.entrepot.proxy.app;

import dev.entrepot.config.Configuration;
import dev.entrepot.config.value.HostPort;
import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.diagnosis.Diagnostics;
import dev.entrepot.core.diagnosis.Watch;
import dev.entrepot.core.explain.Explainer;
import dev.entrepot.core.explain.Parts;
import dev.entrepot.core.health.Health;
import dev.entrepot.core.pin.Pins;
import dev.entrepot.core.pull.PullPorts;
import dev.entrepot.proxy.admin.AdminEndpoints;
import dev.entrepot.proxy.admin.AdminServer;
import dev.entrepot.proxy.admin.StatusSources;
import dev.entrepot.proxy.fsck.FsckJob;
import dev.entrepot.proxy.http.RegistryServer;
import dev.entrepot.proxy.log.LogLevels;
import dev.entrepot.proxy.metrics.Metrics;
import dev.entrepot.proxy.metrics.ProcessMeters;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What operators see: health and metrics from the first moment, the rest once there is something to serve. */
final class Administration {

    private final Health health = new Health(InstantSource.system());
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Diagnostics diagnostics = new Diagnostics(System::nanoTime);
    private final Metrics metrics;
    private final ProcessMeters process;
    private final AdminEndpoints endpoints;
    private final String version;
    private Optional<AdminServer> server = Optional.empty();

    private Administration(String version, Loops loops) {
        this.version = version;
        this.process = new ProcessMeters(registry, loops.group());
        this.endpoints = AdminEndpoints.of(health, registry, process::bind);
        this.metrics = new Metrics(registry, health, diagnostics, version);
    }

    /** @throws IOException when the address is taken */
    static Administration start(Configuration configuration, String version, Loops loops, Closing parts)
            throws IOException {
        Administration administration = new Administration(version, loops);
        parts.add(administration.registry::close);
        parts.add(administration.process);
        Optional<HostPort> address = configuration.admin().address();
        if (address.isPresent()) {
            administration.server =
                    Optional.of(parts.add(AdminServer.start(address.get().resolve(), administration.endpoints)));
        }
        return administration;
    }

    Health health() {
        return health;
    }

    /** Of all that is leaned on; whoever does the work tells it. */
    Watch watch() {
        return metrics.watch();
    }

    Metrics metrics() {
        return metrics;
    }

    Optional<InetSocketAddress> address() {
        return server.map(AdminServer::address);
    }

    /** Clients are answered from now on. */
    void serving(
            LiveSetup setup,
            RegistryServer clients,
            PullPaths paths,
            Storage storage,
            Optional<BucketTier> bucket,
            FsckJob checks) {
        metrics.server(clients);
        Path data = storage.data();
        Housekeeping keeping = storage.housekeeping();
        metrics.data(data);
        metrics.blobs(keeping.books().usage(), keeping.room());
        StatusSources.Blobs blobs =
                new StatusSources.Blobs(data, keeping.books().usage(), keeping.room());
        setup.whenReplaced(
                () -> health.retain(Dependency.UPSTREAM, setup.get().upstreams().keySet()));
        server.ifPresent(running -> endpoints
                .status(
                        new StatusSources(
                                health,
                                diagnostics,
                                metrics,
                                clients,
                                paths.downloads(),
                                blobs,
                                bucket.map(BucketTier::status),
                                () -> upstreams(setup.get()),
                                setup::configuration),
                        version,
                        running::address)
                .purge(paths.purge(), () -> setup.get().edge().names())
                .pins(keeping.pins(), blobs, () -> setup.get().edge().names())
                .explain(
                        explainer(paths, storage, bucket),
                        health,
                        () -> upstreams(setup.get()),
                        () -> setup.get().edge().names())
                .fsck(checks)
                .logLevels(new LogLevels()));
        health.ready();
    }

    /** Whoever looks uses nothing: what is looked at often would never be evicted. */
    private static Explainer explainer(PullPaths paths, Storage storage, Optional<BucketTier> bucket) {
        PullPorts pulled = storage.onThisThread();
        PullPorts looked =
                new PullPorts(storage.owed().files(), pulled.blobs(), pulled.links(), pulled.tags(), pulled.records());
        Pins pins = storage.housekeeping().pins();
        return new Explainer(
                looked,
                new Parts(
                        looked,
                        paths.downloads(),
                        bucket.map(tier -> storage.owed().queue()),
                        pins),
                pins,
                paths.lastPulls(),
                new Explainer.Rules(paths.manifests()::freshness, paths.manifests()::isDown, InstantSource.system()));
    }

    private static Map<String, URI> upstreams(Setup setup) {
        Map<String, URI> upstreams = new LinkedHashMap<>();
        setup.upstreams()
                .forEach((name, upstream) ->
                        upstreams.put(name, upstream.endpoint().urls().getFirst()));
        return upstreams;
    }
}
