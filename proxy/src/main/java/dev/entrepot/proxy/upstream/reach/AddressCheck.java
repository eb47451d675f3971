package dev.entrepot.proxy.upstream.reach;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** Asks the guard when a channel is about to connect to where the upstream leads; the address is resolved by then. */
public final class AddressCheck extends ChannelOutboundHandlerAdapter {

    private final AddressGuard guard;

    public AddressCheck(AddressGuard guard) {
        this.guard = guard;
    }

    @Override
    public void connect(ChannelHandlerContext ctx, SocketAddress remote, SocketAddress local, ChannelPromise promise) {
        try {
            if (remote instanceof InetSocketAddress address && !address.isUnresolved()) {
                guard.check(address.getAddress());
            }
        } catch (RefusedAddressException e) {
            promise.setFailure(e);
            return;
        }
        ctx.connect(remote, local, promise);
    }
}
