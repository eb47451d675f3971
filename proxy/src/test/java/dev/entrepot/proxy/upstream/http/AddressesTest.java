package dev.entrepot.proxy.upstream.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.entrepot.core.blob.Deadline;
import dev.entrepot.proxy.upstream.http.UpstreamException.Kind;
import dev.entrepot.testkit.registry.FakeRegistry;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.nio.NioIoHandler;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A name with several addresses, some of which nobody listens at. */
class AddressesTest {

    private static final Timeouts TIMEOUTS =
            new Timeouts(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(5));

    @RegisterExtension
    final FakeRegistry registry = FakeRegistry.start();

    private final AtomicLong nanos = new AtomicLong();
    private final Addresses addresses = new Addresses(nanos::get);
    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final InetAddress down = address("127.0.0.9");
    private final InetAddress up = address("127.0.0.1");

    AddressesTest() throws UnknownHostException {}

    @AfterEach
    void stop() {
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private static InetAddress address(String literal) throws UnknownHostException {
        return InetAddress.getByName(literal);
    }

    /** Connecting to it ends so. */
    private void connected(InetAddress address, boolean succeeds) {
        EmbeddedChannel channel = new EmbeddedChannel(addresses.note());
        if (!succeeds) {
            channel.pipeline().addFirst(new Refusing());
        }
        channel.connect(new InetSocketAddress(address, 443));
    }

    private static final class Refusing extends ChannelOutboundHandlerAdapter {
        @Override
        public void connect(
                ChannelHandlerContext ctx, SocketAddress remote, SocketAddress local, ChannelPromise promise) {
            promise.setFailure(new ConnectException("refused"));
        }
    }

    @Test
    void theFirstIsTakenWhileItCanBeConnectedTo() {
        connected(down, true);

        assertThat(addresses.choose(List.of(down, up))).isEqualTo(down);
    }

    @Test
    void oneThatRefusedComesLastForAWhile() {
        connected(down, false);

        assertThat(addresses.choose(List.of(down, up))).isEqualTo(up);
        nanos.addAndGet(Addresses.AVOIDED.toNanos());
        assertThat(addresses.choose(List.of(down, up))).isEqualTo(down);
    }

    @Test
    void oneThatAnswersAgainIsTakenAtOnce() {
        connected(down, false);
        connected(down, true);

        assertThat(addresses.choose(List.of(down, up))).isEqualTo(down);
    }

    @Test
    void whereAllRefusedTheyAreTriedInTurn() {
        connected(down, false);
        nanos.incrementAndGet();
        connected(up, false);
        nanos.incrementAndGet();

        assertThat(addresses.choose(List.of(down, up))).isEqualTo(down);
        connected(down, false);
        assertThat(addresses.choose(List.of(down, up))).isEqualTo(up);
    }

    @Test
    void anotherAttemptGoesToAnotherMachineOfTheRegistry() throws UpstreamException {
        NameServer names = new NameServer(loops, List.of(down, up));
        URI url = URI.create(
                "http://registry.example:" + URI.create(registry.url()).getPort());
        Connections connections = new UpstreamClient(loops, "1", Duration.ofSeconds(30), names.asked())
                .connections(ConnectionSettings.of(TIMEOUTS, 2), Set.of(Origin.of(url)));

        assertThatThrownBy(() -> ask(connections, url))
                .isInstanceOfSatisfying(
                        UpstreamException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CONNECT))
                .hasMessageContaining("127.0.0.9");
        ask(connections, url);

        assertThat(registry.count()).isEqualTo(1);
    }

    private static void ask(Connections connections, URI url) throws UpstreamException {
        Deadline soon = Deadline.after(Duration.ofSeconds(5));
        try (UpstreamResponse response = connections.exchange(UpstreamRequest.get(url.resolve("/v2/")), soon)) {
            assertThat(response.status()).isEqualTo(200);
        }
    }
}
