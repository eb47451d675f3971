package dev.entrepot.proxy.admin;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Listens for operators: one event loop, few connections, one answer on each. What may block has two threads, and what
 * changes something one of its own: a long purge must not keep anybody from looking.
 */
public final class AdminServer implements AutoCloseable {

    private static final int MAX_CONNECTIONS = 64;
    private static final int MAX_REQUEST_LINE = 4 << 10;
    private static final int MAX_HEADERS = 16 << 10;
    private static final int IDLE_SECONDS = 30;
    private static final int READERS = 2;
    private static final int QUEUE = 16;

    private final MultiThreadIoEventLoopGroup loop;
    private final List<ExecutorService> workers;
    private final Channel listener;

    private AdminServer(MultiThreadIoEventLoopGroup loop, List<ExecutorService> workers, Channel listener) {
        this.loop = loop;
        this.workers = workers;
        this.listener = listener;
    }

    /** @throws IOException when the address cannot be bound; the message names it and the key to change */
    public static AdminServer start(InetSocketAddress address, AdminEndpoints endpoints) throws IOException {
        MultiThreadIoEventLoopGroup loop = new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory("admin-loop", true), NioIoHandler.newFactory());
        ExecutorService readers = workers("admin-", READERS);
        ExecutorService changers = workers("admin-change-", 1);
        ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
        ChannelFuture bound = new ServerBootstrap()
                .group(loop)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        if (connections.size() >= MAX_CONNECTIONS) {
                            channel.close();
                            return;
                        }
                        connections.add(channel);
                        HttpDecoderConfig limits = new HttpDecoderConfig()
                                .setMaxInitialLineLength(MAX_REQUEST_LINE)
                                .setMaxHeaderSize(MAX_HEADERS);
                        channel.pipeline()
                                .addLast(new IdleStateHandler(0, 0, IDLE_SECONDS))
                                .addLast(new HttpServerCodec(limits))
                                .addLast(new AdminHandler(endpoints, readers, changers));
                    }
                })
                .bind(address)
                .awaitUninterruptibly();
        AdminServer server = new AdminServer(loop, List.of(readers, changers), bound.channel());
        if (!bound.isSuccess()) {
            server.close();
            throw new IOException(
                    "cannot listen for administrators on " + address + ": "
                            + bound.cause().getMessage() + "; give the key 'admin' another address, or off",
                    bound.cause());
        }
        return server;
    }

    private static ExecutorService workers(String name, int most) {
        ThreadPoolExecutor workers = new ThreadPoolExecutor(
                most,
                most,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(QUEUE),
                Thread.ofPlatform().name(name, 1).daemon(true).factory());
        workers.allowCoreThreadTimeOut(true);
        return workers;
    }

    public InetSocketAddress address() {
        return (InetSocketAddress) listener.localAddress();
    }

    @Override
    public void close() {
        listener.close().awaitUninterruptibly();
        workers.forEach(ExecutorService::shutdownNow);
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    }
}
