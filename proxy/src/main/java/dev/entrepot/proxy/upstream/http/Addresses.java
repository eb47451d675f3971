package dev.entrepot.proxy.upstream.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.resolver.InetNameResolver;
import io.netty.resolver.NameResolver;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;

/**
 * Of the addresses a name has, takes the first that has not failed lately, in the order of the name server, or else the one
 * whose failure is longest ago: where one of a registry's machines is down, the next attempt goes to another.
 */
final class Addresses {

    /** For how long an address that could not be connected to comes last. */
    static final Duration AVOIDED = Duration.ofSeconds(30);

    private static final int MAX_AVOIDED = 1024;

    private final Ticker ticker;

    /** By when it failed. */
    private final Cache<InetAddress, Long> avoided;

    Addresses(Ticker ticker) {
        this.ticker = ticker;
        this.avoided = Caffeine.newBuilder()
                .ticker(ticker)
                .expireAfterWrite(AVOIDED)
                .maximumSize(MAX_AVOIDED)
                .executor(Runnable::run)
                .build();
    }

    /** @param all not empty */
    InetAddress choose(List<InetAddress> all) {
        long now = ticker.read();
        InetAddress best = all.getFirst();
        long longest = -1;
        for (InetAddress address : all) {
            Long failed = avoided.getIfPresent(address);
            if (failed == null) {
                return address;
            }
            if (now - failed > longest) {
                longest = now - failed;
                best = address;
            }
        }
        return best;
    }

    private void connected(InetAddress address, Future<?> outcome) {
        if (outcome.isSuccess()) {
            avoided.invalidate(address);
        } else if (!outcome.isCancelled()) {
            avoided.put(address, ticker.read());
        }
    }

    /** Resolves a name to the one that is chosen. */
    NameResolver<InetAddress> of(EventExecutor executor, NameResolver<InetAddress> resolver) {
        return new InetNameResolver(executor) {
            @Override
            protected void doResolve(String name, Promise<InetAddress> promise) {
                resolver.resolveAll(name).addListener((Future<List<InetAddress>> all) -> {
                    if (all.isSuccess()) {
                        promise.trySuccess(choose(all.getNow()));
                    } else {
                        promise.tryFailure(all.cause());
                    }
                });
            }

            @Override
            protected void doResolveAll(String name, Promise<List<InetAddress>> promise) {
                resolver.resolveAll(name, promise);
            }

            @Override
            public void close() {
                resolver.close();
            }
        };
    }

    /** Notes how connecting ends; the address is resolved by then. */
    ChannelHandler note() {
        return new ChannelOutboundHandlerAdapter() {
            @Override
            public void connect(
                    ChannelHandlerContext ctx, SocketAddress remote, SocketAddress local, ChannelPromise promise) {
                if (remote instanceof InetSocketAddress address && !address.isUnresolved()) {
                    promise.addListener(done -> connected(address.getAddress(), done));
                }
                ctx.connect(remote, local, promise);
            }
        };
    }
}
