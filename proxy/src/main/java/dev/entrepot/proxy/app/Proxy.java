package dev.entrepot.proxy.app;

import dev.entrepot.config.Configuration;
import dev.entrepot.proxy.http.Edge;
import dev.entrepot.proxy.http.RegistryServer;
import dev.entrepot.proxy.http.UpstreamNames;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;

/** A running proxy: owns everything it was put together from, and takes it apart in the opposite order. */
public final class Proxy implements AutoCloseable {

    /** To response headers; containerd gives up after 30 s (protocol.md, 1.5). */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Closing parts;
    private final RegistryServer server;

    private Proxy(Closing parts, RegistryServer server) {
        this.parts = parts;
        this.server = server;
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
            Storage storage = Storage.open(configuration.data(), parts);
            PullPaths paths = PullPaths.of(configuration, storage, loops, version, parts);
            UpstreamNames names = new UpstreamNames(configuration.hosts(), configuration.defaultUpstream());
            Edge edge = new Edge(names, paths.blobs(), paths.manifests(), paths.blocking(), PATIENCE);
            RegistryServer server = parts.add(
                    RegistryServer.start(configuration.listen().resolve(), loops.group(), loops.serverChannel(), edge));
            return new Proxy(parts, server);
        } catch (IOException | RuntimeException e) {
            parts.close();
            throw e;
        }
    }

    public InetSocketAddress address() {
        return server.address();
    }

    /** Accepts nothing more and waits for answers under way, at most {@code limit}. */
    public void drain(Duration limit) {
        server.drain(limit);
    }

    @Override
    public void close() {
        parts.close();
    }
}
