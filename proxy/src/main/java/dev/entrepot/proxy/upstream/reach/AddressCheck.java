package dev.entrepot.proxy.upstream.reach;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** Asks the guard when a channel is about to connect; the address is resolved by then. */
public final class AddressCheck extends ChannelOutboundHandlerAdapter {

    private final AddressGuard guard;
    private final boolean isOwn;

    /** @param isOwn whether the configuration names this host, and not the upstream */
    public AddressCheck(AddressGuard guard, boolean isOwn) {
        this.guard = guard;
        this.isOwn = isOwn;
    }

    @Override
    public void connect(ChannelHandlerContext ctx, SocketAddress remote, SocketAddress local, ChannelPromise promise) {
        try {
            if (remote instanceof InetSocketAddress address && !address.isUnresolved()) {
                if (isOwn) {
                    guard.learn(address.getAddress());
                } else {
                    guard.check(address.getAddress());
                }
            }
        } catch (RefusedAddressException e) {
            promise.setFailure(e);
            return;
        }
        ctx.connect(remote, local, promise);
    }
}
