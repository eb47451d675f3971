package dev.entrepot.proxy.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.testkit.registry.FakeRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Requests that are sent before the answers to those before them were read. */
class PipeliningTest {

    private static final int REQUESTS = 100;

    /** Of a list; a hundred of them, 20 MB, are more than the two sockets hold. */
    private static final int TAGS = 2000;

    @RegisterExtension
    final FakeRegistry upstream = FakeRegistry.start();

    @RegisterExtension
    final RunningProxy proxy = new RunningProxy(upstream);

    private void lists(int repositories) {
        byte[] manifest = "{}".getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < repositories; i++) {
            for (int tag = 0; tag < TAGS; tag++) {
                upstream.addManifest("r" + i + "/a", "t" + tag + "-" + "x".repeat(90), "any/type", manifest);
            }
        }
    }

    private static String request(int repository) {
        return "GET /v2/r" + repository + "/a/tags/list HTTP/1.1\r\nHost: proxy\r\n\r\n";
    }

    @Test
    void whatIsNotReadIsNotMade() throws IOException {
        lists(REQUESTS);
        try (Wire client = proxy.connect()) {
            StringBuilder requests = new StringBuilder();
            for (int i = 0; i < REQUESTS; i++) {
                requests.append(request(i));
            }
            client.write(requests.toString());

            Awaitility.await()
                    .during(Duration.ofSeconds(2))
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> upstream.count("GET", "/tags/list") < REQUESTS / 2);
            for (int i = 0; i < REQUESTS; i++) {
                Wire.Response list = client.receive("GET");
                assertThat(list.status()).isEqualTo(200);
                assertThat(list.text()).startsWith("{\"name\":\"r" + i + "/a\"");
            }
        }
    }
}
