package dev.entrepot.testkit.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.entrepot.core.oci.Digest;
import dev.entrepot.testkit.registry.content.BlobContent;
import dev.entrepot.testkit.registry.wire.Gate;
import dev.entrepot.testkit.registry.wire.Recorded;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Gates, pauses, paces, and a server that goes away. */
class ServerControlTest {

    private static final BlobContent CONTENT = BlobContent.random(1, 300_000);

    @RegisterExtension
    final FakeRegistry registry = FakeRegistry.start();

    private final Digest blob = registry.addBlob("a", CONTENT);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void endClients() {
        threads.shutdownNow();
    }

    @Test
    void aGateHoldsABodyAtItsByte() throws Exception {
        Gate gate = new Gate();
        registry.faults().onBlob(blob).times(1).holdAt(1000, gate);

        Future<HttpResponse<byte[]>> response = threads.submit(get());
        gate.awaitArrived();

        Recorded held = registry.requests().getFirst();
        assertThat(held.status()).isEqualTo(200);
        assertThat(held.bytesSent()).isEqualTo(1000);
        assertThat(held.hasEnded()).isFalse();
        gate.open();
        assertThat(response.get().body()).isEqualTo(CONTENT.toBytes());
    }

    @Test
    void aGateBeforeTheHeadHoldsTheStatus() throws Exception {
        Gate gate = new Gate();
        registry.faults().onBlob(blob).holdBeforeHeaders(gate);

        Future<HttpResponse<byte[]>> first = threads.submit(get());
        Future<HttpResponse<byte[]>> second = threads.submit(get());
        gate.awaitArrived(2);

        assertThat(registry.requests()).extracting(Recorded::status).containsExactly(0, 0);
        assertThat(registry.mostAtOnce()).isEqualTo(2);
        gate.open();
        assertThat(first.get().statusCode()).isEqualTo(200);
        assertThat(second.get().statusCode()).isEqualTo(200);
    }

    @Test
    void anOpenGateHoldsNothing() throws Exception {
        Gate gate = new Gate();
        gate.open();
        registry.faults().onBlob(blob).holdAt(10, gate);

        assertThat(get().call().body()).hasSize(300_000);
        assertThat(gate.arrivals()).isEqualTo(1);
    }

    @Test
    void aStoppedServerRefusesConnectionsAndComesBackOnItsPort() throws Exception {
        int port = registry.port();

        registry.stopListening();
        assertThatThrownBy(() -> get().call()).isInstanceOf(ConnectException.class);

        registry.startListening();
        assertThat(get().call().statusCode()).isEqualTo(200);
        assertThat(registry.port()).isEqualTo(port);
    }

    @Test
    void aPortStaysItsOwnHoweverOftenItIsClosed() throws Exception {
        for (int i = 0; i < 100; i++) {
            registry.stopListening();
            registry.startListening();
        }

        assertThat(get().call().statusCode()).isEqualTo(200);
    }

    @Test
    void stoppingEndsWhatIsBeingSent() throws Exception {
        Gate gate = new Gate();
        registry.faults().onBlob(blob).holdAt(1000, gate);
        Future<HttpResponse<byte[]>> response = threads.submit(get());
        gate.awaitArrived();

        registry.stopListening();

        assertThatThrownBy(response::get).hasCauseInstanceOf(IOException.class);
        registry.requests().getFirst().awaitEnd();
    }

    @Test
    void aStoppedServerIsWithoutItsTokensAndItsCdnToo() {
        registry.stopAll();

        for (String url :
                List.of(registry.url(), registry.tokens().url(), registry.cdn().url())) {
            assertThatThrownBy(() -> Http.get(url)).isInstanceOf(ConnectException.class);
        }
    }

    @Test
    void aPausedServerTakesRequestsAndAnswersWhenItResumes() throws Exception {
        registry.pauseAll();

        Future<HttpResponse<byte[]>> response = threads.submit(get());
        Recorded paused = registry.awaitRequests(1, "GET", "/blobs/").getFirst();

        assertThat(paused.status()).isZero();
        registry.resumeAll();
        assertThat(response.get().statusCode()).isEqualTo(200);
    }

    @Test
    void oneRateIsSharedByAllConnections() throws Exception {
        registry.upstreamRate(2_000_000);
        long start = System.nanoTime();

        List<Future<HttpResponse<byte[]>>> responses = threads.invokeAll(List.of(get(), get(), get()));
        for (Future<HttpResponse<byte[]>> response : responses) {
            assertThat(response.get().body()).hasSize(300_000);
        }

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(400));
    }

    @Test
    void oneAnswerCanBeSlow() throws Exception {
        registry.faults().onBlob(blob).times(1).bytesPerSecond(1_000_000);
        long start = System.nanoTime();

        assertThat(get().call().body()).isEqualTo(CONTENT.toBytes());

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(250));
    }

    @Test
    void aResetServerIsAsNewButForItsContent() throws Exception {
        registry.requireTokens();
        registry.redirectBlobs();
        registry.faults().onAny().evenIfRefused().status(500);
        registry.stopAll();

        registry.reset();

        assertThat(registry.requests()).isEmpty();
        assertThat(get().call().statusCode()).isEqualTo(200);
    }

    private Callable<HttpResponse<byte[]>> get() {
        return () -> Http.get(registry.url() + "/v2/a/blobs/" + blob);
    }
}
