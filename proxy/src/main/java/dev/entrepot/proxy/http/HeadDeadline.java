package dev.entrepot.proxy.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpRequest;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Limits how long the head of a request may take from its first byte: who sends a byte now and then is never idle. It sits before the codec, and hears from behind it when a head is whole.
 */
class HeadDeadline extends ChannelInboundHandlerAdapter {

    /** Fired into the connection. */
    enum Event {
        OVERDUE
    }

    private final long millis;
    private @Nullable Future<?> deadline;

    HeadDeadline(long millis) {
        this.millis = millis;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object bytes) {
        start(ctx);
        ctx.fireChannelRead(bytes);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        stop();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        stop();
        ctx.fireChannelInactive();
    }

    /** Of a head that has begun, unless it runs already. */
    final void start(ChannelHandlerContext ctx) {
        if (deadline == null) {
            deadline = ctx.executor()
                    .schedule(
                            () -> {
                                deadline = null;
                                ctx.fireUserEventTriggered(Event.OVERDUE);
                            },
                            millis,
                            TimeUnit.MILLISECONDS);
        }
    }

    /** The head is whole. */
    final void stop() {
        Future<?> running = deadline;
        deadline = null;
        if (running != null) {
            running.cancel(false);
        }
    }

    /** To be put behind the codec. */
    ChannelInboundHandlerAdapter heads() {
        return new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext ctx, Object message) {
                if (message instanceof HttpRequest) {
                    stop();
                }
                ctx.fireChannelRead(message);
            }
        };
    }
}
