package dev.entrepot.proxy.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * At the end of the listener's pipeline: says, and not with every attempt, that a connection could not be accepted. Netty
 * tries again after a second, and connections wait in the backlog until then.
 */
final class AcceptTrouble extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(AcceptTrouble.class);
    private static final long SAID_EVERY = Duration.ofSeconds(10).toNanos();

    private final LongSupplier nanoTime;
    private long saidAt;

    /** @param nanoTime a monotonic clock, such as {@link System#nanoTime} */
    AcceptTrouble(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.saidAt = nanoTime.getAsLong() - SAID_EVERY;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        long now = nanoTime.getAsLong();
        if (now - saidAt < SAID_EVERY) {
            return;
        }
        saidAt = now;
        LOG.warn(
                "connections wait on {}, because they cannot be accepted: {}; if these are too many open files, raise their limit",
                ctx.channel().localAddress(),
                cause.getMessage());
    }
}
