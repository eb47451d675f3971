package dev.entrepot.proxy.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.ssl.SslHandler;
import java.util.concurrent.TimeUnit;

/** What an answer travels by, where that makes a difference. */
enum Carrier {
    /** HTTP/1.1 in the clear: files go by sendfile. */
    PLAIN {
        @Override
        void cut(ChannelHandlerContext ctx) {
            fin(ctx);
        }
    },

    /** HTTP/1.1 over TLS. */
    TLS {
        @Override
        void cut(ChannelHandlerContext ctx) {
            SslHandler tls = ctx.pipeline().get(SslHandler.class);
            if (tls == null) {
                fin(ctx);
            } else {
                // Without close_notify a client could not tell our end from an attacker's.
                tls.closeOutbound().addListener(said -> fin(ctx));
            }
        }
    },

    /** A stream of HTTP/2, with one request; it ends by itself when both sides have said all. */
    STREAM {
        @Override
        void cut(ChannelHandlerContext ctx) {
            ctx.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.INTERNAL_ERROR));
        }

        @Override
        void end(ChannelHandlerContext ctx, boolean isMoreSent) {
            if (isMoreSent) {
                // RFC 9113, section 8.1: the answer is whole, and the rest of the request is not wanted.
                ctx.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.NO_ERROR));
            }
        }
    };

    /** What was sent gets so long to be read: closing at once could reset what is in flight. */
    private static final long LINGER_SECONDS = 5;

    /**
     * Ends the answer short, and what it travels by, for us: with FIN, after which containerd resumes; after a reset it
     * gives up (protocol.md, 1.5). What is with the network already still arrives.
     */
    abstract void cut(ChannelHandlerContext ctx);

    /**
     * Ends what a last answer has travelled by.
     *
     * @param isMoreSent whether the client may still be sending, which nobody will read
     */
    void end(ChannelHandlerContext ctx, boolean isMoreSent) {
        if (isMoreSent) {
            cut(ctx);
            closeSoon(ctx);
        } else {
            ctx.close();
        }
    }

    /** After a cut; earlier, if the client closes. */
    static void closeSoon(ChannelHandlerContext ctx) {
        ctx.executor().schedule(() -> ctx.close(), LINGER_SECONDS, TimeUnit.SECONDS);
    }

    private static void fin(ChannelHandlerContext ctx) {
        if (ctx.channel() instanceof DuplexChannel duplex) {
            duplex.shutdownOutput();
        }
    }
}
