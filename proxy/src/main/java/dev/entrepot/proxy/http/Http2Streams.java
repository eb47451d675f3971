package dev.entrepot.proxy.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.timeout.IdleStateEvent;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One HTTP/2 connection, of whose streams each answers one request. To close it is to send GOAWAY, let the streams end
 * that there are, and then end the connection, all of which the codec does.
 */
final class Http2Streams extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(Http2Streams.class);

    private final Set<Channel> open = new HashSet<>();

    /** On the connection's event loop, which is the stream's too. */
    void opened(Channel stream) {
        open.add(stream);
        stream.closeFuture().addListener(closed -> open.remove(stream));
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == Draining.BEGUN) {
            ctx.close();
        } else if (event == Draining.OVER) {
            Set.copyOf(open).forEach(stream -> stream.pipeline().fireUserEventTriggered(event));
        } else if (event instanceof IdleStateEvent && open.isEmpty()) {
            // Streams look after themselves.
            ctx.close();
        } else if (event == HeadDeadline.Event.OVERDUE) {
            ctx.close();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        LOG.debug("connection of {} failed", ctx.channel().remoteAddress(), cause);
        // What breaks the protocol the codec answers itself, with GOAWAY and the reason.
        if (!(cause instanceof Http2Exception)) {
            ctx.close();
        }
    }
}
