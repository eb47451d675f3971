package dev.entrepot.proxy.http;

import dev.entrepot.proxy.tls.ServerTls;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import io.netty.handler.timeout.IdleStateHandler;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Puts the handlers of a new connection together: HTTP/1.1 in the clear, or over TLS what client and server agree on. */
final class Pipelines extends ChannelInitializer<SocketChannel> {

    /** BuildKit keeps idle connections for 120 s (protocol.md, 1.7); closing first would race its next request. */
    private static final int IDLE_SECONDS = 180;

    /** For the head of a request, from its first byte. */
    private static final long HEAD_MILLIS = 30_000;

    /** Tokens of several kilobytes come in headers (protocol.md, case 63). */
    private static final int MAX_HEADERS = 32 << 10;

    private static final int MAX_REQUEST_LINE = 8 << 10;

    /** As many as browsers and Go's client are used to, and RFC 9113 recommends at least. */
    private static final int MAX_STREAMS = 100;

    /** A client that gives up pulls now and then resets streams; one that resets more attacks (CVE-2023-44487). */
    private static final int MAX_RESETS = 200;

    private static final int RESET_SECONDS = 30;

    /** Answers to pings and settings that a client does not take. */
    private static final int MAX_CONTROL_FRAMES = 1000;

    /** What is encrypted is in memory, so less of it waits than of what sendfile sends. */
    private static final WriteBufferWaterMark ENCRYPTED = new WriteBufferWaterMark(64 << 10, 128 << 10);

    private final Edge edge;
    private final BlobResponder blobs;
    private final Ledger ledger;
    private final ChannelGroup connections;
    private final Doorkeeper doorkeeper;
    private final CopyBudget copies = new CopyBudget();

    Pipelines(Edge edge, ChannelGroup connections, Doorkeeper doorkeeper, Ledger ledger) {
        this.edge = edge;
        this.blobs = new BlobResponder(edge.blocking(), edge.blobs()::readFailed);
        this.connections = connections;
        this.doorkeeper = doorkeeper;
        this.ledger = ledger;
    }

    @Override
    protected void initChannel(SocketChannel channel) {
        EdgeRules rules = edge.rules().get();
        if (!doorkeeper.letIn(channel, rules.limits())) {
            return;
        }
        connections.add(channel);
        Optional<ServerTls> tls = rules.tls();
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

    /** @param client by its certificate */
    void http2(ChannelPipeline pipeline, Optional<String> client) {
        Line line = new Line(Carrier.STREAM, copies, client);
        Http2Streams streams = new Http2Streams();
        pipeline.addLast(new Http2HeadDeadline(HEAD_MILLIS))
                .addLast(new IdleStateHandler(0, 0, IDLE_SECONDS))
                .addLast(frames())
                .addLast(new Http2MultiplexHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel stream) {
                        streams.opened(stream);
                        stream(stream, line);
                    }
                }))
                .addLast(streams);
    }

    private static Http2FrameCodec frames() {
        return Http2FrameCodecBuilder.forServer()
                .initialSettings(Http2Settings.defaultSettings()
                        .maxConcurrentStreams(MAX_STREAMS)
                        .maxHeaderListSize(MAX_HEADERS))
                .decoderEnforceMaxRstFramesPerWindow(MAX_RESETS, RESET_SECONDS)
                .encoderEnforceMaxRstFramesPerWindow(MAX_RESETS, RESET_SECONDS)
                .encoderEnforceMaxQueuedControlFrames(MAX_CONTROL_FRAMES)
                // Streams that are under way when the connection is closed end when they do, or by their own limits.
                .gracefulShutdownTimeoutMillis(-1)
                .build();
    }

    /** One stream, as a channel of its own. */
    void stream(Channel stream, Line line) {
        stream.config().setOption(ChannelOption.WRITE_BUFFER_WATER_MARK, ENCRYPTED);
        stream.pipeline()
                .addLast(new Http2StreamFrameToHttpObjectCodec(true))
                .addLast(new IdleStateHandler(0, 0, IDLE_SECONDS))
                .addLast(new RegistryHandler(line, edge, blobs, ledger));
    }

    void http1(ChannelPipeline pipeline, Line line) {
        HeadDeadline deadline = new HeadDeadline(HEAD_MILLIS);
        pipeline.addLast(deadline)
                .addLast(requests())
                .addLast(deadline.heads())
                .addLast(new IdleStateHandler(true, 0, 0, IDLE_SECONDS, TimeUnit.SECONDS))
                .addLast(new RegistryHandler(line, edge, blobs, ledger));
    }

    static HttpServerCodec requests() {
        return new HttpServerCodec(new HttpDecoderConfig()
                .setMaxInitialLineLength(MAX_REQUEST_LINE)
                .setMaxHeaderSize(MAX_HEADERS));
    }
}
