package dev.entrepot.proxy.upstream.http;

import io.netty.channel.EventLoop;
import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.HostsFileEntriesResolver;
import io.netty.resolver.InetSocketAddressResolver;
import io.netty.resolver.NameResolver;
import io.netty.resolver.ResolvedAddressTypes;
import io.netty.resolver.dns.DnsAddressResolverGroup;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Names become addresses on the event loops, without blocking them: by {@code /etc/hosts}, then by the name servers and
 * search domains of {@code /etc/resolv.conf}. The JDK's resolver would hold a carrier thread for as long as it waits.
 * The rest of {@code nsswitch.conf} is not looked at.
 */
final class NameResolution {

    private static final Duration QUERY_LIMIT = Duration.ofSeconds(2);

    private NameResolution() {}

    /** By the name servers of this machine. */
    static DnsNameResolverBuilder on(Transport transport) {
        return new DnsNameResolverBuilder()
                .datagramChannelType(transport.udp())
                .socketChannelType(transport.tcp())
                .queryTimeoutMillis(QUERY_LIMIT.toMillis())
                .hostsFileEntriesResolver(NameResolution::local);
    }

    /** @param addresses chooses where a name has several */
    static AddressResolverGroup<InetSocketAddress> of(DnsNameResolverBuilder servers, Addresses addresses) {
        return new DnsAddressResolverGroup(servers) {
            @Override
            protected AddressResolver<InetSocketAddress> newAddressResolver(
                    EventLoop loop, NameResolver<InetAddress> resolver) {
                return new InetSocketAddressResolver(loop, addresses.of(loop, resolver));
            }
        };
    }

    /** RFC 6761: {@code localhost} is loopback, also where no hosts file says so, as in minimal images. */
    private static @Nullable InetAddress local(String name, ResolvedAddressTypes types) {
        InetAddress listed = HostsFileEntriesResolver.DEFAULT.address(name, types);
        String lower = name.toLowerCase(Locale.ROOT);
        boolean isLocalhost = lower.equals("localhost") || lower.endsWith(".localhost");
        return listed == null && isLocalhost ? InetAddress.getLoopbackAddress() : listed;
    }
}
