package dev.entrepot.proxy.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The listening end. Owns its connections, not the event loops. */
public final class RegistryServer implements AutoCloseable {

    /** BuildKit keeps idle connections for 120 s (protocol.md, 1.7); closing first would race its next request. */
    private static final int IDLE_SECONDS = 180;

    /** Tokens of several kilobytes come in headers (protocol.md, case 63). */
    private static final int MAX_HEADERS = 32 << 10;

    private static final int MAX_REQUEST_LINE = 8 << 10;

    private final Channel listener;
    private final ChannelGroup connections;
    private final Busy busy;

    private RegistryServer(Channel listener, ChannelGroup connections, Busy busy) {
        this.listener = listener;
        this.connections = connections;
        this.busy = busy;
    }

    /**
     * @param loops shared with the upstream client
     * @throws IOException when the address cannot be bound; the message names it
     */
    public static RegistryServer start(
            InetSocketAddress address, EventLoopGroup loops, Class<? extends ServerSocketChannel> kind, Edge edge)
            throws IOException {
        ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
        Busy busy = new Busy();
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loops)
                .channel(kind)
                .option(ChannelOption.SO_BACKLOG, 4096)
                .option(ChannelOption.SO_REUSEADDR, true)
                // Explicitly: the adaptive allocator grew without bound when relaying to slow clients (netty#15850).
                .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(256 << 10, 1 << 20))
                .childHandler(new Pipeline(edge, connections, busy));
        ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException(
                    "cannot listen on " + address + ": " + bound.cause().getMessage(), bound.cause());
        }
        return new RegistryServer(bound.channel(), connections, busy);
    }

    private static final class Pipeline extends ChannelInitializer<SocketChannel> {
        private final Edge edge;
        private final BlobResponder blobs;
        private final AccessLog log;
        private final ChannelGroup connections;

        Pipeline(Edge edge, ChannelGroup connections, Busy busy) {
            this.edge = edge;
            this.blobs = new BlobResponder(edge.blocking());
            this.connections = connections;
            this.log = new AccessLog(busy);
        }

        @Override
        protected void initChannel(SocketChannel channel) {
            connections.add(channel);
            HttpDecoderConfig limits = new HttpDecoderConfig()
                    .setMaxInitialLineLength(MAX_REQUEST_LINE)
                    .setMaxHeaderSize(MAX_HEADERS);
            channel.pipeline()
                    .addLast(new HttpServerCodec(limits))
                    .addLast(new IdleStateHandler(true, 0, 0, IDLE_SECONDS, TimeUnit.SECONDS))
                    .addLast(new RegistryHandler(edge, blobs, log));
        }
    }

    public InetSocketAddress address() {
        return (InetSocketAddress) listener.localAddress();
    }

    /** Accepts nothing more; what is under way goes on. */
    public void stopAccepting() {
        listener.close().awaitUninterruptibly();
    }

    /** Accepts nothing more and waits for the answers under way, at most {@code limit}. */
    public void drain(Duration limit) {
        stopAccepting();
        busy.awaitNone(limit);
    }

    @Override
    public void close() {
        stopAccepting();
        connections.close().awaitUninterruptibly();
    }
}
