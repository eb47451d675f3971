package dev.entrepot.testkit.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LoopbackPortsTest {

    @Test
    void noPortIsGivenTwiceNorOneThatConnectionsAreGiven() {
        List<Integer> ports = Stream.generate(LoopbackPorts::free).limit(300).toList();

        assertThat(ports).doesNotHaveDuplicates().allMatch(port -> port >= 20_000 && port < 30_000);
    }

    @Test
    void onAPortThatIsGivenAServerListensAndAgainAfterItsEnd() throws IOException {
        int port = LoopbackPorts.free();

        for (int start = 0; start < 2; start++) {
            try (ServerSocket server = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                assertThat(LoopbackPorts.accepts(server.getLocalPort())).isTrue();
            }
            assertThat(LoopbackPorts.accepts(port)).isFalse();
        }
    }
}
