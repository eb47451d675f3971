package dev.entrepot.proxy.http;

import dev.entrepot.proxy.tls.ServerTls;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.timeout.IdleStateHandler;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Puts the handlers of a new connection together: HTTP/1.1 in the clear, or over TLS what client and server agree on. */
final class Pipelines extends ChannelInitializer<SocketChannel> {

    /** BuildKit keeps idle connections for 120 s (protocol.md, 1.7); closing first would race its next request. */
    private static final int IDLE_SECONDS = 180;

    /** Tokens of several kilobytes come in headers (protocol.md, case 63). */
    private static final int MAX_HEADERS = 32 << 10;

    private static final int MAX_REQUEST_LINE = 8 << 10;

    /** What is encrypted is in memory, so less of it waits than of what sendfile sends. */
    private static final WriteBufferWaterMark ENCRYPTED = new WriteBufferWaterMark(64 << 10, 128 << 10);

    private final Edge edge;
    private final BlobResponder blobs;
    private final Ledger ledger;
    private final ChannelGroup connections;
    private final CopyBudget copies = new CopyBudget();

    Pipelines(Edge edge, ChannelGroup connections, Ledger ledger) {
        this.edge = edge;
        this.blobs = new BlobResponder(edge.blocking(), edge.blobs()::readFailed);
        this.connections = connections;
        this.ledger = ledger;
    }

    @Override
    protected void initChannel(SocketChannel channel) {
        connections.add(channel);
        Optional<ServerTls> tls = edge.rules().get().tls();
        if (tls.isPresent()) {
            channel.config().setOption(ChannelOption.WRITE_BUFFER_WATER_MARK, ENCRYPTED);
            channel.pipeline().addLast(new TlsOpening(tls.get())).addLast(new Negotiation(this));
        } else {
            http1(channel.pipeline(), new Line(Carrier.PLAIN, copies, Optional.empty()));
        }
    }

    /** @param client by its certificate */
    void secureHttp1(ChannelPipeline pipeline, Optional<String> client) {
        http1(pipeline, new Line(Carrier.TLS, copies, client));
    }

    private void http1(ChannelPipeline pipeline, Line line) {
        HttpDecoderConfig limits = new HttpDecoderConfig()
                .setMaxInitialLineLength(MAX_REQUEST_LINE)
                .setMaxHeaderSize(MAX_HEADERS);
        pipeline.addLast(new HttpServerCodec(limits))
                .addLast(new IdleStateHandler(true, 0, 0, IDLE_SECONDS, TimeUnit.SECONDS))
                .addLast(new RegistryHandler(line, edge, blobs, ledger));
    }
}
