package dev.entrepot.proxy.http;

import dev.entrepot.proxy.access.ClientRules;
import dev.entrepot.proxy.tls.ServerTls;
import dev.entrepot.proxy.upstream.http.Via;
import java.time.Duration;
import java.util.Optional;

/**
 * What a request is judged by: who may ask, and what the names in it mean; and how a connection begins. Taken once, when
 * the one or the other begins, so that a reload comes before it or after it.
 */
public final class EdgeRules {

    private final ClientRules clients;
    private final UpstreamNames names;
    private final RouteParser routes;
    private final Optional<ServerTls> tls;
    private final ConnectionLimits limits;
    private final Via via;
    private final Duration slowPull;

    /**
     * @param tls what connections begin with; in the clear without it
     * @param via what we call ourselves where we ask
     * @param slowPull from which time on a pull is told of
     */
    public EdgeRules(
            UpstreamNames names,
            ClientRules clients,
            Optional<ServerTls> tls,
            ConnectionLimits limits,
            Via via,
            Duration slowPull) {
        this.slowPull = slowPull;
        this.names = names;
        this.clients = clients;
        this.tls = tls;
        this.limits = limits;
        this.via = via;
        this.routes = new RouteParser(names);
    }

    public ClientRules clients() {
        return clients;
    }

    public UpstreamNames names() {
        return names;
    }

    public Optional<ServerTls> tls() {
        return tls;
    }

    ConnectionLimits limits() {
        return limits;
    }

    Via via() {
        return via;
    }

    Duration slowPull() {
        return slowPull;
    }

    RouteParser routes() {
        return routes;
    }
}
