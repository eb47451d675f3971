package dev.entrepot.proxy.http;

import dev.entrepot.proxy.tls.ServerTls;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.OptionalSslHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;

/**
 * Begins TLS. Who begins with anything else, such as a client that was configured with {@code http://}, is told so in
 * words that it shows to its user.
 */
final class TlsOpening extends OptionalSslHandler {

    /** For the first bytes; the handshake has as long again. */
    private static final int SECONDS = 10;

    private static final int LINGER_SECONDS = 2;
    private static final String BODY =
            "{\"errors\":[{\"code\":\"UNSUPPORTED\",\"message\":\"this port speaks TLS: use https://\"}]}";
    private static final String ANSWER = "HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\n"
            + "Docker-Distribution-Api-Version: registry/2.0\r\nConnection: close\r\nContent-Length: " + BODY.length()
            + "\r\n\r\n" + BODY;

    private final ServerTls tls;

    TlsOpening(ServerTls tls) {
        super(tls.context());
        this.tls = tls;
    }

    @Override
    protected SslHandler newSslHandler(ChannelHandlerContext ctx, SslContext context) {
        return tls.handler(ctx.alloc());
    }

    @Override
    protected ChannelHandler newNonSslHandler(ChannelHandlerContext ctx) {
        return new Refusal();
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        ctx.executor()
                .schedule(
                        () -> {
                            if (!ctx.isRemoved()) {
                                ctx.close();
                            }
                        },
                        SECONDS,
                        TimeUnit.SECONDS);
        ctx.fireChannelActive();
    }

    /** Closing at once could reset the answer, as long as bytes of the client are unread. */
    private static final class Refusal extends ChannelInboundHandlerAdapter {

        @Override
        public void handlerAdded(ChannelHandlerContext ctx) {
            ctx.writeAndFlush(ByteBufUtil.writeAscii(ctx.alloc(), ANSWER)).addListener(sent -> {
                if (ctx.channel() instanceof DuplexChannel duplex) {
                    duplex.shutdownOutput();
                }
                ctx.executor().schedule(() -> ctx.close(), LINGER_SECONDS, TimeUnit.SECONDS);
            });
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ReferenceCountUtil.release(message);
        }
    }
}
