package dev.entrepot.proxy.http;

import dev.entrepot.proxy.tls.ClientName;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import io.netty.handler.ssl.SslHandler;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Once the handshake is done, puts in its place what client and server agreed on (ALPN). */
final class Negotiation extends ApplicationProtocolNegotiationHandler {

    private static final Logger LOG = LoggerFactory.getLogger(Negotiation.class);
    private static final Seldom SELDOM = new Seldom(System::nanoTime);

    private final Pipelines pipelines;

    Negotiation(Pipelines pipelines) {
        super(ApplicationProtocolNames.HTTP_1_1);
        this.pipelines = pipelines;
    }

    @Override
    protected void configurePipeline(ChannelHandlerContext ctx, String protocol) {
        SslHandler tls = ctx.pipeline().get(SslHandler.class);
        Optional<String> client = tls == null ? Optional.empty() : ClientName.of(tls);
        if (protocol.equals(ApplicationProtocolNames.HTTP_2)) {
            pipelines.http2(ctx.pipeline(), client);
        } else {
            pipelines.secureHttp1(ctx.pipeline(), client);
        }
    }

    /** Clients that do not know our authority end up here: somebody wants to know, but not for each. */
    @Override
    protected void handshakeFailure(ChannelHandlerContext ctx, Throwable cause) {
        if (SELDOM.isTime()) {
            LOG.info("TLS with {} failed: {}", ctx.channel().remoteAddress(), cause.getMessage());
        }
        ctx.close();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        LOG.debug("connection of {} failed", ctx.channel().remoteAddress(), cause);
        ctx.close();
    }
}
