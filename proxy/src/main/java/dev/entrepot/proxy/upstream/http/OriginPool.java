package dev.entrepot.proxy.upstream.http;

import dev.entrepot.core.blob.Deadline;
import dev.entrepot.proxy.upstream.http.UpstreamException.Kind;
import dev.entrepot.proxy.upstream.reach.RefusedAddressException;
import dev.entrepot.proxy.upstream.reach.Tunnel;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.pool.ChannelPoolHandler;
import io.netty.channel.pool.FixedChannelPool;
import io.netty.channel.pool.FixedChannelPool.AcquireTimeoutAction;
import io.netty.util.AttributeKey;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** The connections to one origin: bounded in number, and the threads that wait for one as well. */
@SuppressWarnings("FutureReturnValueIgnored") // failures of a channel come through its pipeline
final class OriginPool implements AutoCloseable {

    /** The TLS handshake, if there is one; kept here, since a channel that was closed has lost its handlers. */
    static final AttributeKey<Future<Channel>> SHAKEN = AttributeKey.valueOf(OriginPool.class, "shaken");

    /** For each connection that may be open; beyond it a request fails at once instead of waiting in vain. */
    private static final int WAITING_PER_CONNECTION = 32;

    private final Route route;
    private final Origin origin;
    private final EventLoopGroup loops;
    private final FixedChannelPool channels;

    /**
     * @param bootstrap with the route's next hop as its remote address
     * @param idleLimit after which an unused connection is closed
     * @param pipeline adds what comes before a channel's {@link Connection}
     */
    OriginPool(
            Bootstrap bootstrap,
            Route route,
            ConnectionSettings settings,
            Duration idleLimit,
            Consumer<Channel> pipeline) {
        this.route = route;
        this.origin = route.origin();
        this.loops = bootstrap.config().group();
        this.channels = new FixedChannelPool(
                bootstrap,
                new Lifecycle(pipeline, idleLimit),
                channel -> channel.eventLoop()
                        .newSucceededFuture(Connection.of(channel).isHealthy(channel)),
                AcquireTimeoutAction.FAIL,
                settings.timeouts().firstByte().toMillis(),
                settings.maxConnections(),
                settings.maxConnections() * WAITING_PER_CONNECTION,
                true,
                true);
    }

    /**
     * A connected channel, TLS included. It is the caller's until its {@link Connection} has carried one exchange.
     *
     * @param isNew whether only a connection that has carried nothing yet will do; idle ones are closed
     */
    Channel acquire(Deadline deadline, boolean isNew) throws UpstreamException {
        Channel channel = acquire(deadline);
        while (isNew && Connection.of(channel).isUsed()) {
            channel.close();
            channels.release(channel);
            channel = acquire(deadline);
        }
        return channel;
    }

    Route route() {
        return route;
    }

    private Channel acquire(Deadline deadline) throws UpstreamException {
        route.check();
        refuseEventLoops();
        CompletableFuture<Channel> waiting = new CompletableFuture<>();
        channels.acquire().addListener((Future<Channel> acquired) -> handOver(acquired, waiting));
        try {
            return waiting.get(deadline.left().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return lastMoment(waiting, new UpstreamException(Kind.TIMEOUT, origin + ": no connection in time", e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return lastMoment(waiting, new UpstreamException(Kind.INTERRUPTED, origin + ": interrupted", e));
        } catch (ExecutionException e) {
            throw trouble(Objects.requireNonNullElse(e.getCause(), e));
        }
    }

    /** Waiting for oneself would last until the deadline, and stop every connection of that loop meanwhile. */
    private void refuseEventLoops() {
        for (EventExecutor loop : loops) {
            if (loop.inEventLoop()) {
                throw new IllegalStateException("an event loop must not wait for an upstream");
            }
        }
    }

    /** A channel that comes after its waiter has gone goes back to the pool. */
    private void handOver(Future<Channel> acquired, CompletableFuture<Channel> waiting) {
        if (!acquired.isSuccess()) {
            waiting.completeExceptionally(acquired.cause());
            return;
        }
        Channel channel = acquired.getNow();
        Tunnel.opened(channel)
                .ifPresentOrElse(
                        opened -> whenDone(opened, channel, waiting, () -> shakeHands(channel, waiting)),
                        () -> shakeHands(channel, waiting));
    }

    private void shakeHands(Channel channel, CompletableFuture<Channel> waiting) {
        Future<Channel> shaken = channel.attr(SHAKEN).get();
        if (shaken == null) {
            give(channel, waiting);
        } else {
            whenDone(shaken, channel, waiting, () -> give(channel, waiting));
        }
    }

    private void whenDone(Future<Channel> step, Channel channel, CompletableFuture<Channel> waiting, Runnable next) {
        step.addListener(done -> {
            if (done.isSuccess()) {
                next.run();
            } else {
                giveBack(channel, done.cause(), waiting);
            }
        });
    }

    private void giveBack(Channel channel, Throwable cause, CompletableFuture<Channel> waiting) {
        channel.close();
        channels.release(channel);
        waiting.completeExceptionally(cause);
    }

    private void give(Channel channel, CompletableFuture<Channel> waiting) {
        route.proven(channel);
        if (!waiting.complete(channel)) {
            channels.release(channel);
        }
    }

    /** Closes the door for {@link #give}, unless it was quicker. */
    private static Channel lastMoment(CompletableFuture<Channel> waiting, UpstreamException reason)
            throws UpstreamException {
        if (waiting.completeExceptionally(reason) || waiting.isCompletedExceptionally()) {
            throw reason;
        }
        return waiting.resultNow();
    }

    private UpstreamException trouble(Throwable cause) {
        if (cause instanceof RefusedAddressException) {
            return new UpstreamException(Kind.REDIRECT, origin + ": " + cause.getMessage(), cause);
        }
        // The pool's own words for "all in use": too many wait already, or one has waited too long.
        boolean isBusy = cause instanceof TimeoutException || cause instanceof IllegalStateException;
        if (isBusy) {
            return new UpstreamException(Kind.BUSY, origin + ": all connections are in use", cause);
        }
        String through = route.proxy().map(proxy -> " through " + proxy).orElse("");
        return new UpstreamException(
                Kind.CONNECT, origin + ": cannot connect" + through + ": " + cause.getMessage(), cause);
    }

    /** Connections in use now. */
    int inUse() {
        return channels.acquiredChannelCount();
    }

    @Override
    public void close() {
        channels.closeAsync();
    }

    private final class Lifecycle implements ChannelPoolHandler {

        private final Consumer<Channel> pipeline;
        private final Duration idleLimit;

        Lifecycle(Consumer<Channel> pipeline, Duration idleLimit) {
            this.pipeline = pipeline;
            this.idleLimit = idleLimit;
        }

        @Override
        public void channelCreated(Channel channel) {
            pipeline.accept(channel);
            Connection.addTo(channel, channels, idleLimit);
        }

        @Override
        public void channelAcquired(Channel channel) {
            Connection.of(channel).acquired();
        }

        @Override
        public void channelReleased(Channel channel) {
            Connection.of(channel).released(channel);
        }
    }
}
