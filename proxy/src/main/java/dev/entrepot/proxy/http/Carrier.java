package dev.entrepot.proxy.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;

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
    };

    /**
     * Ends the connection for us, with FIN: containerd resumes after that, and gives up after a reset (protocol.md, 1.5).
     * What is with the network already still arrives.
     */
    abstract void cut(ChannelHandlerContext ctx);

    private static void fin(ChannelHandlerContext ctx) {
        if (ctx.channel() instanceof DuplexChannel duplex) {
            duplex.shutdownOutput();
        }
    }
}
