package dev.entrepot.proxy.edge;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.testkit.registry.FakeRegistry;
import dev.entrepot.testkit.registry.content.BlobContent;
import dev.entrepot.testkit.registry.content.ImageFixture;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;

/** 500 clients that keep their connections and ask again and again, and long transfers among them, through a drain. */
class DrainHerdTest {

    private static final int CLIENTS = 500;
    private static final int TRANSFERS = 8;
    private static final BlobContent HELD = BlobContent.random(6, 24 << 20);
    private static final BlobContent SMALL = BlobContent.random(5, 200_000);
    private static final BlobContent COLD = BlobContent.random(7, 8 << 20);

    @RegisterExtension
    final FakeRegistry upstream = FakeRegistry.start();

    @RegisterExtension
    final RunningProxy proxy = new RunningProxy(upstream);

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch underWay = new CountDownLatch(CLIENTS + 2 * TRANSFERS);
    private final AtomicInteger answers = new AtomicInteger();
    private final byte[] small = SMALL.toBytes();
    private Digest manifest;
    private Digest layer;
    private Digest held;
    private Digest cold;

    /** Tens of thousands of lines say nothing here. */
    private final Logger accessLog = (Logger) LoggerFactory.getLogger("entrepot.access");

    @BeforeEach
    void quieten() {
        accessLog.setLevel(Level.WARN);
    }

    @AfterEach
    void speakAgain() {
        accessLog.setLevel(Level.INFO);
        threads.shutdownNow();
    }

    @BeforeEach
    void pullOnce() throws IOException {
        manifest = upstream.addImage("a/b", "latest", ImageFixture.random(8, 100));
        layer = upstream.addBlob("a/b", SMALL);
        held = upstream.addBlob("a/b", HELD);
        cold = upstream.addBlob("a/b", COLD);
        proxy.get("/v2/a/b/manifests/latest");
        proxy.get("/v2/a/b/blobs/" + held);
        proxy.get("/v2/a/b/blobs/" + layer);
        upstream.faults().onBlob(cold).bytesPerSecond(4 << 20);
    }

    /** Asks until the connection ends between two answers; anything else is a complaint. */
    private String keepAsking() throws IOException {
        try (Wire wire = proxy.connect()) {
            for (int asked = 0; ; asked++) {
                if (asked == 1) {
                    underWay.countDown();
                }
                boolean isBlob = asked % 2 == 1;
                try {
                    wire.send("GET", isBlob ? "/v2/a/b/blobs/" + layer : "/v2/a/b/manifests/latest");
                    if (wire.isClosedBeforeAnswer()) {
                        return "";
                    }
                } catch (IOException e) {
                    // Closed before a byte of an answer: every client asks again on another connection.
                    return asked == 0 ? "never answered: " + e : "";
                }
                Wire.Response response = wire.receive("GET");
                if (!isRight(response, isBlob)) {
                    return "status " + response.status() + ", " + response.body().length + " bytes";
                }
                answers.incrementAndGet();
                if ("close".equals(response.header("connection"))) {
                    return wire.isClosed() ? "" : "open after its last answer";
                }
            }
        }
    }

    private boolean isRight(Wire.Response response, boolean isBlob) {
        return response.status() == 200
                && response.isWhole()
                && (isBlob
                        ? Arrays.equals(response.body(), small)
                        : Digest.sha256(response.body()).equals(manifest));
    }

    /** Reads so slowly that the drain begins in the middle. */
    private String transfer(Digest digest, BlobContent content) throws IOException {
        try (Wire wire = proxy.connect()) {
            wire.send("GET", "/v2/a/b/blobs/" + digest);
            wire.awaitAnswer();
            underWay.countDown();
            Wire.Response response = wire.receiveSlowly("GET", 12 << 20);
            return Arrays.equals(response.body(), content.toBytes())
                    ? ""
                    : response.body().length + " of " + content.size() + " bytes, then " + response.end();
        }
    }

    @Test
    void noTransferIsBroken() throws Exception {
        List<Future<String>> clients = new ArrayList<>();
        for (int i = 0; i < TRANSFERS; i++) {
            clients.add(threads.submit(() -> transfer(held, HELD)));
            clients.add(threads.submit(() -> transfer(cold, COLD)));
        }
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(threads.submit(this::keepAsking));
        }
        assertThat(underWay.await(60, TimeUnit.SECONDS)).isTrue();

        proxy.drain(Duration.ofSeconds(60));

        List<String> complaints = new ArrayList<>();
        for (Future<String> client : clients) {
            String complaint = client.get(30, TimeUnit.SECONDS);
            if (!complaint.isEmpty()) {
                complaints.add(complaint);
            }
        }
        assertThat(complaints).isEmpty();
        assertThat(answers.get()).isGreaterThan(CLIENTS);
    }
}
