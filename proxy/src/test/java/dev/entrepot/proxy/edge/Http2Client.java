package dev.entrepot.proxy.edge;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2SettingsFrame;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One HTTP/2 connection that shows its frames, and whose streams are read as slowly as one likes. */
final class Http2Client implements AutoCloseable {

    private final MultiThreadIoEventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final CompletableFuture<Http2Settings> settings = new CompletableFuture<>();
    private final CompletableFuture<Long> goAway = new CompletableFuture<>();
    private final List<Channel> streams = new ArrayList<>();
    private final Channel channel;

    Http2Client(TestTls tls, int port) throws Exception {
        SslContext context = SslContextBuilder.forClient()
                .trustManager(tls.authority())
                .applicationProtocolConfig(new ApplicationProtocolConfig(
                        ApplicationProtocolConfig.Protocol.ALPN,
                        ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                        ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                        "h2"))
                .build();
        channel = new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel connection) {
                        connection
                                .pipeline()
                                .addLast(context.newHandler(connection.alloc(), "127.0.0.1", port))
                                .addLast(Http2FrameCodecBuilder.forClient()
                                        .encoderIgnoreMaxHeaderListSize(true)
                                        .build())
                                .addLast(new Http2MultiplexHandler(new ChannelInboundHandlerAdapter()))
                                .addLast(new ConnectionFrames());
                    }
                })
                .connect("127.0.0.1", port)
                .sync()
                .channel();
        channel.pipeline().get(SslHandler.class).handshakeFuture().sync();
        channel.eventLoop().submit(this::widen).sync();
    }

    /** The connection's window, as all clients do: one stream alone must not use it up. */
    private boolean widen() throws Http2Exception {
        Http2Connection connection =
                channel.pipeline().get(Http2FrameCodec.class).connection();
        connection.local().flowController().incrementWindowSize(connection.connectionStream(), 1 << 28);
        channel.flush();
        return true;
    }

    private final class ConnectionFrames extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object frame) {
            if (frame instanceof Http2SettingsFrame said) {
                settings.complete(said.settings());
            }
            if (frame instanceof Http2GoAwayFrame said) {
                goAway.complete(said.errorCode());
            }
            ReferenceCountUtil.release(frame);
        }

        /** Whoever sends what is no frame gets such answers. */
        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }

    /** What the server said it allows. */
    Http2Settings settings() throws Exception {
        return settings.get(20, TimeUnit.SECONDS);
    }

    long goAwayError() throws Exception {
        return goAway.get(20, TimeUnit.SECONDS);
    }

    boolean isOpen() {
        return channel.isActive();
    }

    /** Encrypted, but past the codec. */
    void writeRaw(ByteBuf bytes) throws InterruptedException {
        ChannelHandlerContext codec = channel.pipeline().context(Http2FrameCodec.class);
        if (codec == null) {
            bytes.release();
        } else {
            codec.writeAndFlush(bytes).await();
        }
    }

    void awaitClosed() throws InterruptedException {
        if (!channel.closeFuture().await(20, TimeUnit.SECONDS)) {
            throw new AssertionError("the connection is still open");
        }
    }

    /** A stream with a request whose answer is read as it comes. */
    Stream get(String target) throws Exception {
        return open(request("GET", target), true, true);
    }

    /** A stream with a request of whose answer nothing is read but what fits into its window. */
    Stream getUnread(String target) throws Exception {
        return open(request("GET", target), true, false);
    }

    static Http2Headers request(String method, String target) {
        return new DefaultHttp2Headers()
                .method(method)
                .scheme("https")
                .authority("proxy")
                .path(target);
    }

    /** @param isAll whether nothing follows the head */
    Stream open(Http2Headers head, boolean isAll, boolean isRead) throws Exception {
        Stream stream = new Stream();
        Http2StreamChannel opened = new Http2StreamChannelBootstrap(channel)
                .handler(stream.handler)
                .open()
                .sync()
                .getNow();
        opened.config().setAutoRead(isRead);
        stream.channel = opened;
        streams.add(opened);
        opened.writeAndFlush(new DefaultHttp2HeadersFrame(head, isAll)).sync();
        if (!isRead) {
            opened.read();
        }
        return stream;
    }

    /** One request and its answer. */
    static final class Stream {

        private final ByteArrayOutputStream body = new ByteArrayOutputStream();
        private final CompletableFuture<Http2Headers> head = new CompletableFuture<>();
        private final CompletableFuture<byte[]> whole = new CompletableFuture<>();
        private final CompletableFuture<Long> reset = new CompletableFuture<>();
        private final Frames handler = new Frames();
        private @Nullable Channel channel;

        private final class Frames extends ChannelInboundHandlerAdapter {
            @Override
            public void channelRead(ChannelHandlerContext ctx, Object frame) {
                if (frame instanceof Http2HeadersFrame said) {
                    head.complete(said.headers());
                    end(said.isEndStream());
                } else if (frame instanceof Http2DataFrame data) {
                    ByteBuf content = data.content();
                    body.writeBytes(ByteBufUtil.getBytes(content));
                    end(data.isEndStream());
                }
                ReferenceCountUtil.release(frame);
            }

            @Override
            public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
                if (event instanceof Http2ResetFrame said) {
                    reset.complete(said.errorCode());
                }
                ctx.fireUserEventTriggered(event);
            }

            @Override
            public void channelInactive(ChannelHandlerContext ctx) {
                IllegalStateException gone = new IllegalStateException("the stream has ended");
                head.completeExceptionally(gone);
                whole.completeExceptionally(gone);
                reset.completeExceptionally(gone);
            }

            private void end(boolean isEnd) {
                if (isEnd) {
                    whole.complete(body.toByteArray());
                }
            }
        }

        int status() throws Exception {
            return Integer.parseInt(head().status().toString());
        }

        Http2Headers head() throws Exception {
            return head.get(20, TimeUnit.SECONDS);
        }

        /** All of it, at its proper end. */
        byte[] body() throws Exception {
            return whole.get(20, TimeUnit.SECONDS);
        }

        /** The error code by which the server ended the stream. */
        long reset() throws Exception {
            return reset.get(20, TimeUnit.SECONDS);
        }

        /** Takes what comes from now on. */
        void read() {
            Objects.requireNonNull(channel).config().setAutoRead(true);
        }

        /** As a client does that no longer wants it. */
        void cancel() throws InterruptedException {
            Objects.requireNonNull(channel)
                    .writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.CANCEL))
                    .sync();
        }
    }

    @Override
    public void close() {
        // With what they have not read; and then below the codec, which would wait for streams.
        streams.forEach(stream -> stream.close().syncUninterruptibly());
        ChannelHandlerContext first = channel.pipeline().firstContext();
        if (first != null) {
            first.close().syncUninterruptibly();
        }
        loop.shutdownGracefully(50, 1000, TimeUnit.MILLISECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    }
}
