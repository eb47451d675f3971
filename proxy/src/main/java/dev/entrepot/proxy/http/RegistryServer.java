package dev.entrepot.proxy.http;

import dev.entrepot.proxy.tls.ServerTls;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The listening end. Owns its connections, not the event loops. */
public final class RegistryServer implements AutoCloseable {

    /** For clients to see the end and close: closing first could reset what is in flight. */
    private static final Duration LINGER = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(RegistryServer.class);

    private final Edge edge;
    private final Channel listener;
    private final ChannelGroup connections;
    private final Doorkeeper doorkeeper;
    private final Ledger ledger;

    private RegistryServer(
            Edge edge, Channel listener, ChannelGroup connections, Doorkeeper doorkeeper, Ledger ledger) {
        this.edge = edge;
        this.listener = listener;
        this.connections = connections;
        this.doorkeeper = doorkeeper;
        this.ledger = ledger;
    }

    /** Who hears of every answer. */
    public record Observers(AnswerObserver answers, TraceObserver traces) {}

    /**
     * @param loops shared with the upstream client
     * @throws IOException when the address cannot be bound; the message names it
     */
    public static RegistryServer start(
            InetSocketAddress address,
            EventLoopGroup loops,
            Class<? extends ServerSocketChannel> kind,
            Edge edge,
            Observers observers)
            throws IOException {
        ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
        Ledger ledger = new Ledger(
                observers.answers(),
                observers.traces(),
                new SlowPulls(() -> edge.rules().get().slowPull(), edge.blocking(), System::nanoTime));
        Doorkeeper doorkeeper = new Doorkeeper();
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loops)
                .channel(kind)
                .option(ChannelOption.SO_BACKLOG, 4096)
                .option(ChannelOption.SO_REUSEADDR, true)
                // Explicitly: the adaptive allocator grew without bound when relaying to slow clients (netty#15850).
                .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(256 << 10, 1 << 20))
                .childHandler(new Pipelines(edge, connections, doorkeeper, ledger));
        ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException(
                    "cannot listen on " + address + ": " + bound.cause().getMessage(), bound.cause());
        }
        // Only now: it comes behind what the bootstrap itself adds.
        bound.channel().pipeline().addLast(new AcceptTrouble(System::nanoTime));
        return new RegistryServer(edge, bound.channel(), connections, doorkeeper, ledger);
    }

    public InetSocketAddress address() {
        return (InetSocketAddress) listener.localAddress();
    }

    /** What connections begin with now. */
    public Optional<ServerTls> tls() {
        return edge.rules().get().tls();
    }

    /** Accepts nothing more; what is under way goes on. */
    public void stopAccepting() {
        listener.close().awaitUninterruptibly();
    }

    public int connections() {
        return connections.size();
    }

    /** Connections that were not let in, since the start. */
    public long refused() {
        return doorkeeper.refused();
    }

    /** Answers under way. */
    public int underWay() {
        return ledger.underWay();
    }

    /**
     * Accepts nothing more, closes idle connections and lets the answers under way end, each as the last of its
     * connection. What has not ended after {@code limit} is cut with FIN: containerd resumes after that, and gives up
     * after a reset (protocol.md, 1.5).
     *
     * @return whether everything ended by itself
     */
    public boolean drain(Duration limit) {
        ledger.drain();
        stopAccepting();
        connections.forEach(channel -> channel.pipeline().fireUserEventTriggered(Draining.BEGUN));
        boolean isDone = ledger.awaitNone(limit);
        if (!isDone) {
            LOG.warn("cutting {} answers that did not end in {}", ledger.underWay(), limit);
            connections.forEach(channel -> channel.pipeline().fireUserEventTriggered(Draining.OVER));
        }
        connections.newCloseFuture().awaitUninterruptibly(LINGER.toMillis());
        return isDone;
    }

    @Override
    public void close() {
        stopAccepting();
        connections.close().awaitUninterruptibly();
    }
}
