package dev.entrepot.proxy.upstream.reach;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.proxy.HttpProxyHandler;
import io.netty.util.AttributeKey;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.PromiseNotifier;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * Has a channel that connects to a proxy ask it for a tunnel ({@code CONNECT}, RFC 9110, section 9.3.6). The channel is
 * told to connect to the proxy, so that the proxy's name is resolved like any other; the destination's name is the
 * proxy's affair.
 */
public final class Tunnel extends ChannelOutboundHandlerAdapter {

    /** Kept there, since a channel that was closed has lost its handlers. */
    private static final AttributeKey<Promise<Channel>> OPENED = AttributeKey.valueOf(Tunnel.class, "opened");

    private final ForwardProxy proxy;
    private final InetSocketAddress destination;
    private final Duration limit;

    /**
     * @param destination unresolved
     * @param limit from the connection to the proxy's answer
     */
    public Tunnel(ForwardProxy proxy, InetSocketAddress destination, Duration limit) {
        this.proxy = proxy;
        this.destination = destination;
        this.limit = limit;
    }

    /** Fails with the proxy's reason; empty for a channel without a tunnel. */
    public static Optional<Future<Channel>> opened(Channel channel) {
        return Optional.ofNullable(channel.attr(OPENED).get());
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        ctx.channel().attr(OPENED).set(ctx.executor().newPromise());
    }

    @Override
    public void connect(ChannelHandlerContext ctx, SocketAddress remote, SocketAddress local, ChannelPromise promise) {
        HttpProxyHandler handler = proxy.login()
                .map(login -> new HttpProxyHandler(remote, login.username(), login.password()))
                .orElseGet(() -> new HttpProxyHandler(remote));
        handler.setConnectTimeoutMillis(limit.toMillis());
        ctx.pipeline().addBefore(ctx.name(), null, handler);
        PromiseNotifier.cascade(
                handler.connectFuture(), ctx.channel().attr(OPENED).get());
        ctx.connect(destination, local, promise);
    }
}
