package dev.entrepot.proxy.http;

import dev.entrepot.proxy.access.ClientRules;

/**
 * What a request is judged by: who may ask, and what the names in it mean. Taken once, when the request begins, so that
 * a reload comes before it or after it.
 */
public final class EdgeRules {

    private final ClientRules clients;
    private final UpstreamNames names;
    private final RouteParser routes;

    public EdgeRules(UpstreamNames names, ClientRules clients) {
        this.names = names;
        this.clients = clients;
        this.routes = new RouteParser(names);
    }

    public ClientRules clients() {
        return clients;
    }

    public UpstreamNames names() {
        return names;
    }

    RouteParser routes() {
        return routes;
    }
}
