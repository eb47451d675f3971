package dev.entrepot.proxy.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * At the end of the listener's pipeline: says, and not with every attempt, that a connection could not be accepted. Netty
 * tries again after a second, and connections wait in the backlog until then.
 */
final class AcceptTrouble extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(AcceptTrouble.class);

    private final Seldom seldom;

    /** @param nanoTime a monotonic clock, such as {@link System#nanoTime} */
    AcceptTrouble(LongSupplier nanoTime) {
        this.seldom = new Seldom(nanoTime);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!seldom.isTime()) {
            return;
        }
        LOG.warn(
                "connections wait on {}, because they cannot be accepted: {}; if these are too many open files, raise their limit",
                ctx.channel().localAddress(),
                cause.getMessage());
    }
}
