package dev.entrepot.proxy.upstream.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import dev.entrepot.core.blob.Deadline;
import dev.entrepot.proxy.upstream.http.UpstreamException.Kind;
import dev.entrepot.proxy.upstream.reach.ForwardProxy;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One upstream's connections: a pool for its registry, and one for every CDN and token service it leads to.
 *
 * <p>Blocks its caller, who must not be an event loop.
 */
public final class Connections implements Exchanges, AutoCloseable {

    /** Redirect targets change their names by the day; a pool nobody used for this long is forgotten. */
    private static final Duration FORGET_POOL = Duration.ofMinutes(10);

    private static final int MAX_POOLS = 256;

    private final Cache<Origin, OriginPool> pools;
    private final Function<Origin, OriginPool> newPool;
    private final Timeouts timeouts;
    private final String userAgent;
    private final Via via;

    Connections(Function<Origin, OriginPool> newPool, Timeouts timeouts, String userAgent, Via via) {
        this.newPool = newPool;
        this.timeouts = timeouts;
        this.userAgent = userAgent;
        this.via = via;
        this.pools = Caffeine.newBuilder()
                .maximumSize(MAX_POOLS)
                .expireAfterAccess(FORGET_POOL)
                .executor(Runnable::run)
                .removalListener(Connections::closePool)
                .build();
    }

    private static void closePool(@Nullable Origin origin, @Nullable OriginPool pool, RemovalCause cause) {
        if (pool != null) {
            pool.close();
        }
    }

    /**
     * Asks, and waits for the response's headers. A connection that had been used before and ends before it answers is
     * replaced once by a new one: the upstream closed it while it lay idle.
     *
     * @return owned by the caller
     * @throws UpstreamException CONNECT, BUSY, TIMEOUT, CLOSED, PROTOCOL or INTERRUPTED
     */
    @Override
    public UpstreamResponse exchange(UpstreamRequest request, Deadline deadline) throws UpstreamException {
        OriginPool pool = pools.get(Origin.of(request.uri()), newPool);
        // Made before the connection is taken: a header that must not be sent throws here.
        FullHttpRequest message = message(request, pool.route());
        Channel channel = pool.acquire(deadline, false);
        boolean mayBeStale = Connection.of(channel).isUsed();
        try {
            return ask(channel, message, request, deadline);
        } catch (UpstreamException e) {
            if (!mayBeStale || e.kind() != Kind.CLOSED) {
                throw e;
            }
            return ask(pool.acquire(deadline, true), message(request, pool.route()), request, deadline);
        }
    }

    private UpstreamResponse ask(Channel channel, FullHttpRequest message, UpstreamRequest request, Deadline deadline)
            throws UpstreamException {
        ResponseStream stream = Connection.of(channel).exchange(channel, message, request.toString());
        HttpResponse head = stream.awaitHead(deadline.atMost(timeouts.firstByte()));
        return new UpstreamResponse(request.uri(), head, stream, timeouts);
    }

    private FullHttpRequest message(UpstreamRequest request, Route route) {
        HttpHeaders headers = DefaultHttpHeadersFactory.headersFactory().newHeaders();
        headers.set(HttpHeaderNames.HOST, Origin.of(request.uri()).authority());
        headers.set(HttpHeaderNames.USER_AGENT, userAgent);
        headers.set(HttpHeaderNames.ACCEPT_ENCODING, "identity");
        if (route.isOwn()) {
            headers.set(HttpHeaderNames.VIA, via.header());
        }
        request.headers().forEach(headers::set);
        route.asker()
                .flatMap(ForwardProxy::authorization)
                .ifPresent(login -> headers.set(HttpHeaderNames.PROXY_AUTHORIZATION, login));
        byte[] body = request.form().getBytes(StandardCharsets.US_ASCII);
        if (body.length > 0) {
            headers.set(HttpHeaderNames.CONTENT_LENGTH, body.length);
        }
        return new DefaultFullHttpRequest(
                HttpVersion.HTTP_1_1,
                request.method(),
                target(request, route),
                Unpooled.wrappedBuffer(body),
                headers,
                DefaultHttpHeadersFactory.trailersFactory().newEmptyHeaders());
    }

    private static String target(UpstreamRequest request, Route route) {
        String target = Uris.requestTarget(request.uri());
        return route.asker().isPresent() ? route.origin() + target : target;
    }

    /** Connections in use now, to all origins. */
    public int inUse() {
        return pools.asMap().values().stream().mapToInt(OriginPool::inUse).sum();
    }

    /** Closes idle connections now, and the others when their response has ended. */
    @Override
    public void close() {
        pools.invalidateAll();
    }
}
