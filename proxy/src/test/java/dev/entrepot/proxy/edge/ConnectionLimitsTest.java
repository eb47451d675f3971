package dev.entrepot.proxy.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.testkit.registry.FakeRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Nobody takes all connections. */
class ConnectionLimitsTest {

    @RegisterExtension
    final FakeRegistry upstream = FakeRegistry.start();

    @RegisterExtension
    final ConfiguredProxy proxy = new ConfiguredProxy();

    @RegisterExtension
    final LoggedLines log = new LoggedLines();

    private String settings(String url, String clients) {
        return "default-upstream: up.test\nupstreams: {up.test: {url: '" + url + "'}}\nclients: {" + clients + "}\n";
    }

    /** From another address of loopback. */
    private Wire from(String address) throws IOException {
        Socket socket = new Socket();
        socket.bind(new InetSocketAddress(address, 0));
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), proxy.port()));
        return new Wire(socket, Duration.ofSeconds(20));
    }

    private static boolean isAnswered(Wire wire) {
        try {
            wire.send("GET", "/v2/");
            return wire.receive("GET").status() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void oneClientHasItsShareAndAnotherGetsInAllTheSame() throws Exception {
        proxy.start(settings(upstream.url(), "max-connections-per-address: 3"));
        List<Wire> greedy = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            greedy.add(from("127.0.0.1"));
            assertThat(isAnswered(greedy.get(i))).isTrue();
        }
        try (Wire fourth = from("127.0.0.1");
                Wire other = from("127.0.0.2")) {
            assertThat(isAnswered(fourth)).isFalse();
            assertThat(isAnswered(other)).isTrue();
        }
        assertThat(log.all()).anyMatch(line -> line.contains("clients.max-connections-per-address"));

        greedy.getFirst().close();
        Awaitility.await().until(() -> {
            try (Wire again = from("127.0.0.1")) {
                return isAnswered(again);
            }
        });
        for (Wire wire : greedy) {
            wire.close();
        }
    }

    @Test
    void allTogetherHaveALimitThatAReloadRaises() throws Exception {
        proxy.start(settings(upstream.url(), "max-connections: 2"));
        try (Wire one = from("127.0.0.1");
                Wire two = from("127.0.0.2");
                Wire three = from("127.0.0.3")) {
            assertThat(isAnswered(one)).isTrue();
            assertThat(isAnswered(two)).isTrue();
            assertThat(isAnswered(three)).isFalse();
            proxy.reload(settings(upstream.url(), "max-connections: 3"));

            Awaitility.await().until(() -> {
                try (Wire again = from("127.0.0.3")) {
                    return isAnswered(again);
                }
            });
        }
    }
}
