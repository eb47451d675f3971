package dev.entrepot.proxy.app;

import dev.entrepot.config.Configuration;
import dev.entrepot.config.TlsConfig;
import dev.entrepot.proxy.access.ClientRules;
import dev.entrepot.proxy.tls.ServerTls;
import dev.entrepot.proxy.upstream.UpstreamRegistry;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The setup in force. Readers take it whole, by one volatile read; replacing it drops no connection: an upstream that is
 * unchanged goes on with its connections and tokens, and one that is not is closed when the last transfer from it ended.
 */
final class LiveSetup implements AutoCloseable {

    private final Upstreams upstreams;
    private final Executor hashing;
    private final AtomicReference<Setup> current;
    private volatile Configuration inForce;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    /** @param hashing where passwords of clients are checked; it may reject */
    LiveSetup(Configuration configuration, Upstreams upstreams, Executor hashing) {
        this.upstreams = upstreams;
        this.hashing = hashing;
        this.inForce = configuration;
        ClientRules clients = ClientRules.of(configuration, hashing, System::nanoTime);
        this.current = new AtomicReference<>(Setup.of(
                configuration,
                clients,
                tls(configuration, Optional.empty()),
                upstreams.of(configuration, Map.of()),
                upstreams.via()));
    }

    Setup get() {
        return current.get();
    }

    /** Of keys that need a restart, as they were at the start. */
    Configuration configuration() {
        return inForce;
    }

    /** @param listener is called after each replacement */
    void whenReplaced(Runnable listener) {
        listeners.add(listener);
    }

    /** Also what was found out under the setup before is to be found out again, so that a mended upstream counts at once. */
    synchronized void replace(Configuration configuration) {
        Setup before = current.get();
        ClientRules clients = before.edge().clients().replacedBy(configuration, hashing, System::nanoTime);
        Optional<ServerTls> tls = tls(configuration, before.edge().tls());
        Setup after =
                Setup.of(configuration, clients, tls, upstreams.of(configuration, before.upstreams()), upstreams.via());
        current.set(after);
        inForce = inForce.reloadedBy(configuration);
        before.upstreams().forEach((name, upstream) -> {
            if (!isIn(after, name, upstream)) {
                upstream.retire();
            }
        });
        listeners.forEach(Runnable::run);
    }

    /** First of all, because a certificate of a kind that cannot be used must change nothing. */
    private static Optional<ServerTls> tls(Configuration configuration, Optional<ServerTls> before) {
        Optional<TlsConfig> wanted = configuration.tls();
        if (wanted.isPresent() && before.isPresent() && before.get().isOf(wanted.get())) {
            return before;
        }
        Optional<ServerTls> tls = wanted.map(ServerTls::of);
        tls.ifPresent(now -> now.announce(InstantSource.system()));
        return tls;
    }

    private static boolean isIn(Setup setup, String name, SharedUpstream<UpstreamRegistry> upstream) {
        return setup.upstreams().get(name) == upstream;
    }

    @Override
    public synchronized void close() {
        current.get().upstreams().values().forEach(SharedUpstream::retire);
    }
}
