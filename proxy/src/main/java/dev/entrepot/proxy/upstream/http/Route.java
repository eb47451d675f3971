package dev.entrepot.proxy.upstream.http;

import dev.entrepot.proxy.upstream.http.UpstreamException.Kind;
import dev.entrepot.proxy.upstream.reach.AddressCheck;
import dev.entrepot.proxy.upstream.reach.AddressGuard;
import dev.entrepot.proxy.upstream.reach.ForwardProxy;
import dev.entrepot.proxy.upstream.reach.RefusedAddressException;
import dev.entrepot.proxy.upstream.reach.Tunnel;
import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * The way to one origin: directly, through a tunnel (https) or by having a proxy ask (http), as RFC 9112, section 3.2.2
 * has it.
 *
 * @param isOwn whether the configuration names the origin, and not the upstream
 */
record Route(Origin origin, Optional<ForwardProxy> proxy, boolean isOwn, AddressGuard guard) {

    /** Whose name is resolved here. */
    InetSocketAddress nextHop() {
        return proxy.map(ForwardProxy::unresolved).orElseGet(this::destination);
    }

    InetSocketAddress destination() {
        return InetSocketAddress.createUnresolved(origin.host(), origin.port());
    }

    /** The proxy that requests are sent to in its own form. */
    Optional<ForwardProxy> asker() {
        return origin.isSecure() ? Optional.empty() : proxy;
    }

    /** Adds what comes before TLS. */
    void prepare(Channel channel, Duration limit) {
        if (proxy.isEmpty() && !isOwn) {
            channel.pipeline().addLast(new AddressCheck(guard));
        } else if (proxy.isPresent() && origin.isSecure()) {
            channel.pipeline().addLast(new Tunnel(proxy.get(), destination(), limit));
        }
    }

    /** A connection stands, and the other side has shown its certificate if it has to. */
    void proven(Channel channel) {
        if (isOwn && proxy.isEmpty() && channel.remoteAddress() instanceof InetSocketAddress remote) {
            guard.learn(remote.getAddress());
        }
    }

    /**
     * What can be told without resolving the name, where a proxy will do that.
     *
     * @throws UpstreamException REDIRECT
     */
    void check() throws UpstreamException {
        if (proxy.isEmpty()) {
            return;
        }
        try {
            if (isOwn) {
                guard.learnHost(origin.host());
            } else {
                guard.checkHost(origin.host());
            }
        } catch (RefusedAddressException e) {
            throw new UpstreamException(Kind.REDIRECT, origin + ": " + e.getMessage(), e);
        }
    }
}
