package dev.entrepot.proxy.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.oci.Digest;
import dev.entrepot.testkit.registry.FakeRegistry;
import dev.entrepot.testkit.registry.content.BlobContent;
import dev.entrepot.testkit.registry.content.ImageFixture;
import dev.entrepot.testkit.registry.wire.Gate;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What SIGTERM does to connections. */
class DrainTest {

    private static final Duration LONG = Duration.ofSeconds(60);

    @RegisterExtension
    final FakeRegistry upstream = FakeRegistry.start();

    @RegisterExtension
    final RunningProxy proxy = new RunningProxy(upstream);

    private CompletableFuture<Void> drain(Duration limit) {
        return CompletableFuture.runAsync(() -> proxy.drain(limit));
    }

    private void awaitDraining() {
        Awaitility.await().until(() -> {
            try (Wire wire = proxy.connect()) {
                return wire.isClosed();
            } catch (ConnectException e) {
                return true;
            }
        });
    }

    @Test
    void anIdleConnectionIsClosedAtOnce() throws Exception {
        try (Wire idle = proxy.connect()) {
            idle.send("GET", "/v2/");
            idle.receive("GET");

            drain(LONG).get(20, TimeUnit.SECONDS);

            assertThat(idle.isClosed()).isTrue();
        }
    }

    @Test
    void nobodyNewIsLetIn() throws Exception {
        drain(LONG).get(20, TimeUnit.SECONDS);

        Assertions.assertThatExceptionOfType(IOException.class).isThrownBy(() -> proxy.get("/v2/"));
    }

    @Test
    void anAnswerThatBeginsLateIsWholeAndTheLastOfItsConnection() throws Exception {
        upstream.addImage("a/b", "latest", ImageFixture.random(1, 100));
        Gate gate = new Gate();
        upstream.faults().onManifest("latest").holdBeforeHeaders(gate);
        try (Wire wire = proxy.connect()) {
            wire.send("GET", "/v2/a/b/manifests/latest");
            gate.awaitArrived();
            CompletableFuture<Void> drained = drain(LONG);
            awaitDraining();
            gate.open();

            Wire.Response response = wire.receive("GET");

            assertThat(response.status()).isEqualTo(200);
            assertThat(response.isWhole()).isTrue();
            assertThat(response.header("connection")).isEqualTo("close");
            assertThat(wire.isClosed()).isTrue();
            drained.get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void aBlobThatIsArrivingArrives() throws Exception {
        BlobContent content = BlobContent.random(2, 4 << 20);
        Digest digest = upstream.addBlob("a/b", content);
        Gate gate = new Gate();
        upstream.faults().onBlob(digest).holdAt(1 << 20, gate);
        try (Wire wire = proxy.connect()) {
            wire.send("GET", "/v2/a/b/blobs/" + digest);
            gate.awaitArrived();
            CompletableFuture<Void> drained = drain(LONG);
            awaitDraining();
            gate.open();

            assertThat(wire.receive("GET").body()).isEqualTo(content.toBytes());
            assertThat(wire.isClosed()).isTrue();
            drained.get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void aHeldBlobIsSentToTheEndHoweverSlowlyItIsRead() throws Exception {
        BlobContent content = BlobContent.random(3, 32 << 20);
        Digest digest = upstream.addBlob("a/b", content);
        proxy.get("/v2/a/b/blobs/" + digest);
        proxy.awaitHeld(1);
        try (Wire wire = proxy.connect()) {
            wire.send("GET", "/v2/a/b/blobs/" + digest);
            byte[] beginning = wire.readSome(1 << 20);
            CompletableFuture<Void> drained = drain(LONG);
            awaitDraining();

            assertThat(drained).isNotDone();
            long rest = wire.countToEnd();

            assertThat(beginning.length + rest).isGreaterThan(content.size());
            drained.get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void whatHasNotEndedAtTheLimitEndsShortByFin() throws Exception {
        Digest digest = upstream.addBlob("a/b", BlobContent.random(4, 4 << 20));
        Gate gate = new Gate();
        upstream.faults().onBlob(digest).holdAt(1 << 20, gate);
        try (Wire wire = proxy.connect()) {
            wire.send("GET", "/v2/a/b/blobs/" + digest);
            gate.awaitArrived();

            CompletableFuture<Void> drained = drain(Duration.ofMillis(200));
            Wire.Response response = wire.receive("GET");

            assertThat(response.isWhole()).isFalse();
            assertThat(response.end()).isEqualTo(Wire.End.FIN);
            drained.get(20, TimeUnit.SECONDS);
            gate.open();
        }
    }

    @Test
    void aHeldBlobThatNobodyReadsIsCutByFinToo() throws Exception {
        Digest digest = upstream.addBlob("a/b", BlobContent.random(5, 32 << 20));
        proxy.get("/v2/a/b/blobs/" + digest);
        proxy.awaitHeld(1);
        try (Wire wire = proxy.connect()) {
            wire.send("GET", "/v2/a/b/blobs/" + digest);
            wire.readSome(1000);

            CompletableFuture<Void> drained = drain(Duration.ofMillis(200));

            assertThat(wire.countToEnd()).isLessThan(32 << 20);
            drained.get(20, TimeUnit.SECONDS);
        }
    }

    /** A service manager kills some seconds after it asked: what nobody reads any more must not hold up the end. */
    @Test
    void afterTheDrainNothingHoldsUpTheEnd() throws Exception {
        Digest blob = upstream.addBlob("a/b", BlobContent.random(3, 1 << 20));
        upstream.faults().onBlob(blob).holdAt(1000, new Gate());
        upstream.addImage("a/b", "latest", ImageFixture.random(1, 100));
        upstream.faults().onManifest("latest").holdBeforeHeaders(new Gate());
        try (Wire arriving = proxy.connect();
                Wire asking = proxy.connect()) {
            arriving.send("GET", "/v2/a/b/blobs/" + blob);
            arriving.awaitAnswer();
            asking.send("GET", "/v2/a/b/manifests/latest");
            long start = System.nanoTime();

            proxy.drain(Duration.ofMillis(200));
            proxy.stop();

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
        }
    }
}
