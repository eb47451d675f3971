package dev.entrepot.proxy.upstream.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.entrepot.proxy.upstream.reach.AddressGuard;
import dev.entrepot.proxy.upstream.reach.ForwardProxy;
import dev.entrepot.proxy.upstream.reach.TlsMaterial;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What all upstreams share: the server's event loops, the allocator, the name resolution.
 *
 * <p>The allocator is Netty's pooled one, not the adaptive default of 4.2, whose memory grows under many small buffers
 * in transit (netty#15850, netty#17107).
 */
public final class UpstreamClient implements AutoCloseable {

    /** Shorter than any load balancer's idle limit known to us, so that few connections turn out to be stale. */
    private static final Duration IDLE_CONNECTION = Duration.ofSeconds(30);

    /** Tokens and signed URLs of several KiB come in headers. */
    private static final int MAX_HEADERS = 64 << 10;

    private static final int CHUNK = ResponseStream.READ;

    /** Reloads bring new certificates; what nobody uses any more is not kept for ever. */
    private static final int MAX_CONTEXTS = 64;

    private final Addresses addresses = new Addresses(Ticker.systemTicker());
    private final Bootstrap template;
    private final AddressResolverGroup<InetSocketAddress> resolver;
    private final String userAgent;
    private final Via via = Via.random();
    private final Duration idleConnection;
    private final Cache<TlsMaterial, SslContext> tls = Caffeine.newBuilder()
            .maximumSize(MAX_CONTEXTS)
            .executor(Runnable::run)
            .build();

    /**
     * @param loops shared with the server and closed by whoever made it, after this
     * @param version of entrepot, for {@code User-Agent}
     */
    public UpstreamClient(EventLoopGroup loops, String version) {
        this(loops, version, IDLE_CONNECTION);
    }

    UpstreamClient(EventLoopGroup loops, String version, Duration idleConnection) {
        this(loops, version, idleConnection, NameResolution.on(Transport.of(loops)));
    }

    UpstreamClient(EventLoopGroup loops, String version, Duration idleConnection, DnsNameResolverBuilder nameServers) {
        Transport transport = Transport.of(loops);
        this.resolver = NameResolution.of(nameServers, addresses);
        this.userAgent = "entrepot/" + version;
        this.idleConnection = idleConnection;
        this.template = new Bootstrap()
                .group(loops)
                .channel(transport.tcp())
                .resolver(resolver)
                .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .option(ChannelOption.RECVBUF_ALLOCATOR, new AdaptiveRecvByteBufAllocator(2048, 16 << 10, CHUNK))
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true);
    }

    /** What all who are asked through it find as the last in {@code Via}. */
    public Via via() {
        return via;
    }

    /**
     * Connections of one upstream, closed by the caller.
     *
     * @param own the origins that the configuration names; only they see our certificate
     */
    public Connections connections(ConnectionSettings settings, Set<Origin> own) {
        AddressGuard guard = new AddressGuard(settings.allowsPrivateRedirects());
        Function<Origin, OriginPool> newPool = origin -> {
            Optional<ForwardProxy> proxy = settings.proxies().forHost(origin.isSecure(), origin.host(), origin.port());
            return pool(new Route(origin, proxy, own.contains(origin), guard), settings);
        };
        return new Connections(newPool, settings.timeouts(), userAgent, via);
    }

    private OriginPool pool(Route route, ConnectionSettings settings) {
        Duration connect = settings.timeouts().connect();
        Bootstrap bootstrap = template.clone()
                .remoteAddress(route.nextHop())
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(connect.toMillis()));
        Consumer<Channel> way = route.proxy()
                .filter(ForwardProxy::isSecure)
                .map(proxy -> tls(proxy.unresolved(), settings.tls().anonymous(), connect))
                .orElse(channel -> {});
        Consumer<Channel> codec = route.origin().isSecure() ? secure(route, settings) : UpstreamClient::addCodec;
        return new OriginPool(bootstrap, route, settings, idleConnection, channel -> {
            channel.pipeline().addLast(addresses.note());
            way.accept(channel);
            route.prepare(channel, connect);
            codec.accept(channel);
        });
    }

    /** The context is made here and not when a channel needs it: reading certificates would block an event loop. */
    private Consumer<Channel> secure(Route route, ConnectionSettings settings) {
        TlsMaterial material = route.isOwn() ? settings.tls() : settings.tls().anonymous();
        Consumer<Channel> handshake =
                tls(route.destination(), material, settings.timeouts().connect());
        return handshake.andThen(UpstreamClient::addCodec);
    }

    /** The last handshake of a channel is the one that counts: it follows all others. */
    private Consumer<Channel> tls(InetSocketAddress peer, TlsMaterial material, Duration limit) {
        SslContext context = tls.get(material, ClientTls::of);
        return channel -> {
            SslHandler handler = context.newHandler(channel.alloc(), peer.getHostString(), peer.getPort());
            handler.setHandshakeTimeoutMillis(limit.toMillis());
            channel.pipeline().addLast(handler);
            channel.attr(OriginPool.SHAKEN).set(handler.handshakeFuture());
        };
    }

    private static void addCodec(Channel channel) {
        HttpDecoderConfig config = new HttpDecoderConfig()
                .setMaxInitialLineLength(8192)
                .setMaxHeaderSize(MAX_HEADERS)
                .setMaxChunkSize(CHUNK);
        channel.pipeline().addLast(new HttpClientCodec(config, false, false));
    }

    @Override
    public void close() {
        resolver.close();
    }
}
