package dev.entrepot.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.blob.Window;
import dev.entrepot.core.bucket.BucketObserver;
import dev.entrepot.core.bucket.Condition;
import dev.entrepot.core.bucket.Content;
import dev.entrepot.core.bucket.Sent;
import dev.entrepot.core.oci.Digest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server that accepts no connection, nor refuses any: as one whose host is overloaded or drops packets. */
@Timeout(60)
class S3ConnectTest {

    private static final byte[] LAYER = new byte[10];
    private static final Digest DIGEST = Digest.sha256(LAYER);
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int MOST_WAITING = 64;

    private final List<Socket> waiting = new ArrayList<>();
    private ServerSocket server;
    private S3Bucket bucket;

    @BeforeEach
    void start() throws IOException {
        server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        while (isAccepting()) {
            assertThat(waiting).as("connections that wait").hasSizeLessThan(MOST_WAITING);
        }
        S3Settings known =
                S3Fixture.settings(URI.create("http://127.0.0.1:" + server.getLocalPort()), S3Settings.Storing.DEFAULT);
        bucket = new S3Bucket(
                new S3Settings(
                        known.bucket(),
                        known.prefix(),
                        known.server(),
                        known.storing(),
                        new S3Settings.Timeouts(LONG, LONG, LONG)),
                BucketObserver.NOOP);
    }

    /** The kernel does it, until as many wait as the server wants at most. */
    private boolean isAccepting() throws IOException {
        Socket next = new Socket();
        waiting.add(next);
        try {
            next.connect(server.getLocalSocketAddress(), 300);
            return true;
        } catch (SocketTimeoutException full) {
            return false;
        }
    }

    @AfterEach
    void stop() throws IOException {
        bucket.close();
        server.close();
        for (Socket socket : waiting) {
            socket.close();
        }
    }

    @Test
    void aReadWhoseConnectionDoesNotComeEndsAtItsDeadline() {
        assertThat(aside(() -> bucket.open(DIGEST, Window.all(), Deadline.after(Duration.ofMillis(500)))))
                .succeedsWithin(SOON)
                .isInstanceOf(Lookup.Unreachable.class);
    }

    @Test
    void aWriteWhoseConnectionDoesNotComeEndsAtItsDeadlineAndWasNotSent() {
        assertThat(aside(() -> bucket.put(
                        DIGEST, Content.of(LAYER), Condition.absent(), Deadline.after(Duration.ofMillis(500)))))
                .succeedsWithin(SOON)
                .isInstanceOfSatisfying(
                        Sent.Transient.class,
                        late -> assertThat(late.mayBeDone()).isFalse());
    }

    /** On a thread that may hang without keeping the test from its end. */
    private static <T> CompletableFuture<T> aside(Supplier<T> call) {
        return CompletableFuture.supplyAsync(
                call, task -> Thread.ofPlatform().daemon().start(task));
    }
}
