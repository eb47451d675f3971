package dev.entrepot.proxy.upstream.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.entrepot.core.blob.Deadline;
import dev.entrepot.testkit.registry.FakeRegistry;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Connections between two requests; on NIO loops, which have to do as well. */
class IdleConnectionsTest {

    private static final Timeouts TIMEOUTS =
            new Timeouts(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(5));

    @RegisterExtension
    final FakeRegistry registry = FakeRegistry.start();

    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

    @AfterEach
    void stop() {
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private Connections connections(Duration idleLimit) {
        return new UpstreamClient(loops, "1", idleLimit)
                .connections(ConnectionSettings.of(TIMEOUTS, 2), Set.of(Origin.of(URI.create(registry.url()))));
    }

    private void ask(Connections connections) throws UpstreamException {
        UpstreamRequest request = UpstreamRequest.get(URI.create(registry.url() + "/v2/"));
        try (UpstreamResponse response = connections.exchange(request, Deadline.after(Duration.ofSeconds(5)))) {
            assertThat(response.readAll(100, Deadline.after(Duration.ofSeconds(5))))
                    .hasSize(2);
        }
    }

    @Test
    void anIdleConnectionIsClosedAfterAWhile() throws UpstreamException {
        Connections connections = connections(Duration.ofMillis(50));
        ask(connections);

        await().until(() -> registry.openConnections() == 0);
        ask(connections);

        assertThat(registry.count()).isEqualTo(2);
    }

    @Test
    void closingAllClosesTheIdleOnes() throws UpstreamException {
        Connections connections = connections(Duration.ofMinutes(1));
        ask(connections);
        assertThat(registry.openConnections()).isEqualTo(1);

        connections.close();

        await().until(() -> registry.openConnections() == 0);
    }

    @Test
    void anEventLoopThatWouldWaitIsStopped() {
        Connections connections = connections(Duration.ofMinutes(1));

        CompletableFuture<Void> asked = CompletableFuture.runAsync(
                () -> {
                    try {
                        ask(connections);
                    } catch (UpstreamException e) {
                        throw new AssertionError(e);
                    }
                },
                loops.next());

        assertThat(asked)
                .failsWithin(Duration.ofSeconds(20))
                .withThrowableThat()
                .havingRootCause()
                .isInstanceOf(IllegalStateException.class);
    }
}
