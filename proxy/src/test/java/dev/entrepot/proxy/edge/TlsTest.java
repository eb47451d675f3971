package dev.entrepot.proxy.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.entrepot.core.oci.Digest;
import dev.entrepot.testkit.registry.FakeRegistry;
import dev.entrepot.testkit.registry.content.BlobContent;
import dev.entrepot.testkit.registry.wire.Gate;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** HTTP/1.1 over TLS: the same answers, though no file can go by sendfile. */
class TlsTest {

    private static final BlobContent CONTENT = BlobContent.random(1, 5 << 20);

    @RegisterExtension
    final FakeRegistry upstream = FakeRegistry.start();

    private final TestTls tls = new TestTls();

    @RegisterExtension
    final RunningProxy proxy = new RunningProxy(upstream, tls);

    private final Digest blob = upstream.addBlob("a/b", CONTENT);

    private void hold() throws IOException {
        assertThat(proxy.get("/v2/a/b/blobs/" + blob).body()).isEqualTo(CONTENT.toBytes());
        proxy.awaitHeld(1);
    }

    @Test
    void aBlobArrivesAndIsAHitAfterThat() throws Exception {
        hold();

        Wire.Response hit = proxy.get("/v2/a/b/blobs/" + blob);

        assertThat(hit.body()).isEqualTo(CONTENT.toBytes());
        assertThat(hit.header("cache-status")).isEqualTo("entrepot; hit");
        assertThat(upstream.count("GET", "/blobs/")).isEqualTo(1);
    }

    @Test
    void rangesAreExact() throws Exception {
        hold();
        try (Wire wire = proxy.connect()) {
            for (String range : List.of("0-0", "65535-65536", "100000-300000", "5242879-5242879")) {
                wire.send("GET", "/v2/a/b/blobs/" + blob, "Range: bytes=" + range);
                Wire.Response part = wire.receive("GET");
                int first = Integer.parseInt(range.substring(0, range.indexOf('-')));
                int last = Integer.parseInt(range.substring(range.indexOf('-') + 1));

                assertThat(part.status()).isEqualTo(206);
                assertThat(part.body()).isEqualTo(CONTENT.toBytes(first, last - first + 1));
            }
        }
    }

    @Test
    void aManifestIsServed() throws Exception {
        upstream.addManifest("a/b", "1", "application/json", "{}".getBytes(StandardCharsets.UTF_8));

        assertThat(proxy.get("/v2/a/b/manifests/1").text()).isEqualTo("{}");
    }

    @Test
    void whoSpeaksPlainHttpIsToldToUseHttps() throws Exception {
        try (Wire plain = new Wire(proxy.port())) {
            plain.send("GET", "/v2/");
            Wire.Response answer = plain.receive("GET");

            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.text()).contains("use https://");
            assertThat(plain.isClosed()).isTrue();
        }
    }

    @Test
    void bothVersionsInUseAreSpokenAndThoseBeforeAreNot() throws Exception {
        for (String version : List.of("TLSv1.3", "TLSv1.2")) {
            try (SSLSocket socket = tls.socket(proxy.port(), List.of(version), List.of())) {
                assertThat(socket.getSession().getProtocol()).isEqualTo(version);
            }
        }
        // The JDK would refuse to speak 1.1 itself, so the hello is written by hand: it offers 1.1 at most.
        try (Wire old = new Wire(proxy.port())) {
            old.write("\u0016\u0003\u0001\u0000-\u0001\u0000\u0000)\u0003\u0002" + "r".repeat(32)
                    + "\u0000\u0000\u0002\u00c0\u0013\u0001\u0000");

            assertThat(old.readSome(7)).startsWith(0x15, 0x03).endsWith(2, 70);
        }
    }

    /** An end without close_notify would look like an attacker's, and some clients would not take it for a short body. */
    @Test
    void aBodyThatBreaksOffEndsShortAndProperly() throws Exception {
        Gate gate = new Gate();
        upstream.faults().onBlob(blob).holdAt(1 << 20, gate);
        try (Wire wire = proxy.connect()) {
            wire.send("GET", "/v2/a/b/blobs/" + blob);
            gate.awaitArrived();

            CompletableFuture<Void> drained = CompletableFuture.runAsync(() -> proxy.drain(Duration.ofMillis(200)));
            Wire.Response response = wire.receive("GET");

            assertThat(response.isWhole()).isFalse();
            assertThat(response.end()).isEqualTo(Wire.End.FIN);
            drained.get(20, TimeUnit.SECONDS);
            gate.open();
        }
    }

    @Test
    void anAnswerUnderWayEndsWholeWhileDraining() throws Exception {
        hold();
        try (Wire wire = proxy.connect()) {
            wire.send("GET", "/v2/a/b/blobs/" + blob);
            wire.skipHead();
            int first = wire.readSome(1000).length;
            CompletableFuture<Void> drained = CompletableFuture.runAsync(() -> proxy.drain(Duration.ofSeconds(20)));

            assertThat(first + wire.countToEnd()).isEqualTo(CONTENT.size());
            drained.get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void clientsThatReadNothingHoldLittleMemory() throws Exception {
        Digest large = upstream.addBlob("a/b", BlobContent.random(2, 16 << 20));
        try (Wire first = proxy.connect()) {
            first.send("GET", "/v2/a/b/blobs/" + large);
            assertThat(first.receive("GET").isWhole()).isTrue();
        }
        proxy.awaitHeld(1);
        long before = PooledByteBufAllocator.DEFAULT.pinnedDirectMemory();
        List<Wire> stuck = new ArrayList<>();
        try {
            for (int i = 0; i < 12; i++) {
                Wire wire = proxy.connect();
                stuck.add(wire);
                wire.send("GET", "/v2/a/b/blobs/" + large);
                wire.awaitAnswer();
            }

            assertThat(PooledByteBufAllocator.DEFAULT.pinnedDirectMemory() - before)
                    .as("12 clients, 16 MiB each")
                    .isLessThan(12L * (400 << 10));
            assertThat(proxy.get("/v2/a/b/blobs/" + large, "Range: bytes=-1000").body())
                    .hasSize(1000);
        } finally {
            for (Wire wire : stuck) {
                wire.close();
            }
        }
    }

    @Test
    void aFileThatBecameShorterIsCutOffAndRightTheNextTime() throws Exception {
        BlobContent large = BlobContent.random(6, 32 << 20);
        Digest digest = upstream.addBlob("a/b", large);
        proxy.get("/v2/a/b/blobs/" + digest);
        proxy.awaitHeld(1);
        try (Wire wire = proxy.connect()) {
            wire.send("GET", "/v2/a/b/blobs/" + digest);
            wire.skipHead();
            byte[] first = wire.readSome(1 << 20);
            try (RandomAccessFile file =
                    new RandomAccessFile(proxy.blobFile(digest).toFile(), "rw")) {
                file.setLength(2 << 20);
            }

            assertThat(first.length + wire.countToEnd()).isLessThan(large.size());
        }

        assertThat(proxy.get("/v2/a/b/blobs/" + digest).body()).isEqualTo(large.toBytes());
    }

    @Test
    void theStatusSaysWhoEncryptsAndUntilWhen() throws Exception {
        try (Wire wire = new Wire(proxy.adminPort())) {
            wire.send("GET", "/status");

            assertThat(wire.receive("GET").text())
                    .containsPattern("\"by\" ?: ?\"BoringSSL\"")
                    .containsPattern("\"certificate\" ?: ?\"CN=proxy\"")
                    .contains("expires");
        }
    }

    @Test
    void whoDoesNotBelieveTheAuthorityLeavesAndNobodyMinds() throws Exception {
        TestTls other = new TestTls();
        assertThatExceptionOfType(SSLException.class).isThrownBy(() -> other.connect(proxy.port()));

        assertThat(proxy.get("/v2/").status()).isEqualTo(200);
    }
}
