package dev.entrepot.proxy.app;

import dev.entrepot.config.Configuration;
import dev.entrepot.proxy.fsck.FileJournal;
import dev.entrepot.proxy.fsck.FsckJob;
import dev.entrepot.proxy.http.Edge;
import dev.entrepot.proxy.http.RegistryServer;
import dev.entrepot.proxy.upstream.http.UpstreamClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;

/** A running proxy: owns everything it was put together from, and takes it apart in the opposite order. */
public final class Proxy implements AutoCloseable {

    /** To response headers; containerd gives up after 30 s (protocol.md, 1.5). */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** Checking a password takes all of a core, and pulls need some too. */
    private static final int HASHING_THREADS = Math.max(1, Runtime.getRuntime().availableProcessors() / 4);

    /** Passwords; a quarter of a second each at bcrypt's usual cost, and nobody waits longer than {@link #PATIENCE}. */
    private static final int HASHING_QUEUE = 80;

    private final Closing parts;
    private final LiveSetup setup;
    private final RegistryServer server;
    private final Administration administration;

    private Proxy(Closing parts, LiveSetup setup, RegistryServer server, Administration administration) {
        this.parts = parts;
        this.setup = setup;
        this.server = server;
        this.administration = administration;
    }

    /**
     * Opens the data folder and the index, and listens.
     *
     * @throws IOException with a message for the user: the folder is another process's or cannot be written, the address
     *     is taken
     */
    public static Proxy start(Configuration configuration, String version) throws IOException {
        Closing parts = new Closing();
        try {
            Loops loops = parts.add(Loops.start());
            Administration administration = Administration.start(configuration, version, loops, parts);
            Storage storage = Storage.open(
                    configuration,
                    administration.health(),
                    new Storage.Watchers(
                            administration.metrics().evictions(),
                            administration.metrics().reads(),
                            administration.metrics()::spared,
                            administration.watch()),
                    parts);
            Tracing traces = Tracing.start(configuration.tracing(), version, parts);
            Optional<BucketTier> bucket = bucket(configuration, administration, traces, storage, parts);
            LiveSetup setup = setup(configuration, loops, version, administration, parts);
            PullPaths paths =
                    PullPaths.of(setup, storage, bucket, administration.metrics(), administration.watch(), parts);
            Edge edge = new Edge(
                    () -> setup.get().edge(),
                    paths.blobs(),
                    paths.manifests(),
                    paths.discovery(),
                    paths.blocking(),
                    PATIENCE);
            RegistryServer server = parts.add(RegistryServer.start(
                    configuration.listen().resolve(),
                    loops.group(),
                    loops.serverChannel(),
                    edge,
                    new RegistryServer.Observers(administration.metrics().answers(), traces.pulls())));
            FsckJob checks = parts.add(new FsckJob(
                    storage.checked(), new FileJournal(configuration.data()), storage.housekeeping()::indexReplaced));
            administration.serving(setup, server, paths, storage, bucket, checks);
            return new Proxy(parts, setup, server, administration);
        } catch (IOException | RuntimeException e) {
            parts.close();
            throw e;
        }
    }

    private static Optional<BucketTier> bucket(
            Configuration configuration,
            Administration administration,
            Tracing traces,
            Storage storage,
            Closing parts) {
        return configuration.bucket().isUsed()
                ? Optional.of(parts.add(BucketTier.start(
                        configuration,
                        administration.metrics().bucket(),
                        administration.watch(),
                        traces.uploads(),
                        storage)))
                : Optional.empty();
    }

    private static LiveSetup setup(
            Configuration configuration, Loops loops, String version, Administration administration, Closing parts) {
        UpstreamClient client = parts.add(new UpstreamClient(loops.group(), version));
        PlatformThreads hashing = parts.add(new PlatformThreads("password", HASHING_THREADS, HASHING_QUEUE));
        return parts.add(new LiveSetup(
                configuration,
                new Upstreams(client, administration.metrics(), administration.watch()),
                hashing.executor()));
    }

    /** Replaces upstreams, client rules and TLS, and nothing else; drops no connection, and ends no transfer. */
    public void reload(Configuration configuration) {
        setup.replace(configuration);
    }

    public InetSocketAddress address() {
        return server.address();
    }

    /** Where operators are answered, if anywhere. */
    public Optional<InetSocketAddress> adminAddress() {
        return administration.address();
    }

    /** Is no longer ready, accepts nothing more and waits for answers under way, at most {@code limit}. */
    public void drain(Duration limit) {
        administration.health().draining();
        server.drain(limit);
    }

    @Override
    public void close() {
        parts.close();
    }
}
