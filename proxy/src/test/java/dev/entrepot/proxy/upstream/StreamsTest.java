package dev.entrepot.proxy.upstream;

import static dev.entrepot.proxy.upstream.UpstreamFixture.HASTY;
import static dev.entrepot.proxy.upstream.UpstreamFixture.bytes;
import static dev.entrepot.proxy.upstream.UpstreamFixture.found;
import static dev.entrepot.proxy.upstream.UpstreamFixture.repository;
import static dev.entrepot.proxy.upstream.UpstreamFixture.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.entrepot.core.blob.RemoteBlob;
import dev.entrepot.core.blob.Window;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Repository;
import dev.entrepot.proxy.upstream.http.Timeouts;
import dev.entrepot.proxy.upstream.http.TruncatedBodyException;
import dev.entrepot.proxy.upstream.http.UpstreamException;
import dev.entrepot.proxy.upstream.http.UpstreamException.Kind;
import dev.entrepot.testkit.registry.FakeRegistry;
import dev.entrepot.testkit.registry.content.BlobContent;
import dev.entrepot.testkit.registry.wire.Gate;
import dev.entrepot.testkit.registry.wire.Recorded;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What happens to a body on its way, and to its connection afterwards. */
class StreamsTest {

    private static final Repository APP = repository("team/app");
    private static final BlobContent CONTENT = BlobContent.random(3, 500_000);

    @RegisterExtension
    final FakeRegistry registry = FakeRegistry.start();

    @RegisterExtension
    final UpstreamFixture upstream = new UpstreamFixture();

    private final Digest blob = registry.addBlob("team/app", CONTENT);

    private RemoteBlob open(UpstreamRegistry source) {
        return found(source.open(APP, blob, Window.all(), soon()));
    }

    private static long drain(RemoteBlob stream) throws IOException {
        long count = 0;
        for (ByteBuffer next = stream.next(); next != null; next = stream.next()) {
            count += next.remaining();
        }
        return count;
    }

    /** Case 27. */
    @Test
    void aBodyThatEndsEarlyIsTruncatedAndSaysHowFarItCame() {
        registry.faults().onBlobs().cutAfter(1234);
        try (RemoteBlob stream = open(upstream.at(registry.url()))) {
            TruncatedBodyException failure = catchThrowableOfType(TruncatedBodyException.class, () -> drain(stream));

            assertThat(failure.received()).isEqualTo(1234);
            assertThat(failure.kind()).isEqualTo(Kind.TRUNCATED);
        }
    }

    @Test
    void whatCameBeforeTheCutIsHandedOut() throws IOException {
        registry.faults().onBlobs().cutAfter(100_000);
        try (RemoteBlob stream = open(upstream.at(registry.url()))) {
            long count = 0;
            try {
                for (ByteBuffer next = stream.next(); next != null; next = stream.next()) {
                    count += next.remaining();
                }
            } catch (TruncatedBodyException e) {
                assertThat(count).isEqualTo(100_000);
                return;
            }
            throw new AssertionError("the body was cut");
        }
    }

    @Test
    void aResetIsATruncationToo() {
        registry.faults().onBlobs().resetAfter(1000);
        try (RemoteBlob stream = open(upstream.at(registry.url()))) {
            assertThatThrownBy(() -> drain(stream)).isInstanceOf(TruncatedBodyException.class);
        }
    }

    @Test
    void aChunkedBodyWithoutItsEndIsTruncated() {
        registry.faults().onBlobs().chunked().cutAfter(1000);
        try (RemoteBlob stream = open(upstream.at(registry.url()))) {
            assertThatThrownBy(() -> drain(stream)).isInstanceOf(TruncatedBodyException.class);
        }
    }

    @Test
    void aBodyThatStopsIsGivenUpAfterTheIdleLimit() {
        registry.faults().onBlobs().holdAt(1000, new Gate());
        UpstreamRegistry source = upstream.at(registry.url(), HASTY);
        try (RemoteBlob stream = open(source)) {
            UpstreamException failure = catchThrowableOfType(UpstreamException.class, () -> drain(stream));

            assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
        }
        await().until(() -> source.connectionsInUse() == 0);
    }

    @Test
    void aBodyThatDoesNotBeginIsGivenUpAtTheFirstByteLimit() {
        registry.faults().onBlobs().hangAfterHeaders();
        Timeouts patientLater = new Timeouts(Duration.ofSeconds(5), Duration.ofMillis(150), Duration.ofHours(1));
        try (RemoteBlob stream = open(upstream.at(registry.url(), patientLater))) {
            UpstreamException failure = catchThrowableOfType(UpstreamException.class, () -> drain(stream));

            assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
        }
    }

    @Test
    void aReaderHearsWhetherItWouldHaveToWait() throws IOException {
        Gate gate = new Gate();
        registry.faults().onBlobs().holdAt(0, gate);
        try (RemoteBlob stream = open(upstream.at(registry.url()))) {
            assertThat(stream.hasNextReady()).isFalse();
            gate.open();
            await().until(stream::hasNextReady);
            assertThat(drain(stream)).isEqualTo(CONTENT.size());
            assertThat(stream.hasNextReady()).isTrue();
        }
    }

    @Test
    void aSlowReaderStopsTheUpstreamAndNotTheOtherWayRound() throws IOException {
        BlobContent large = BlobContent.random(5, 64 << 20);
        Digest digest = registry.addBlob("team/app", large);
        UpstreamRegistry source = upstream.at(registry.url());
        try (RemoteBlob stream = found(source.open(APP, digest, Window.all(), soon()))) {
            awaitStall(registry.requests().getFirst());

            long sent = registry.requests().getFirst().bytesSent();
            // What fills it are the sockets' buffers; ours hold half a MiB.
            assertThat(sent).isLessThan(32 << 20);
            assertThat(drain(stream)).isEqualTo(large.size());
        }
    }

    /** Waits until the upstream has sent something and then, for a while, nothing. */
    private static void awaitStall(Recorded request) {
        AtomicLong last = new AtomicLong();
        await().during(Duration.ofMillis(200)).until(() -> {
            long sent = request.bytesSent();
            return last.getAndSet(sent) == sent && sent > 0;
        });
    }

    @Test
    void aConnectionIsUsedAgainAfterTheEndOfABody() throws IOException {
        UpstreamRegistry source = upstream.at(registry.url());
        for (int i = 0; i < 5; i++) {
            bytes(open(source));
        }
        assertThat(registry.openConnections()).isEqualTo(1);
        await().until(() -> source.connectionsInUse() == 0);
    }

    @Test
    void closingEarlyGivesTheConnectionUp() throws IOException {
        Digest large = registry.addBlob("team/app", BlobContent.random(6, 32 << 20));
        UpstreamRegistry source = upstream.at(registry.url());
        try (RemoteBlob stream = found(source.open(APP, large, Window.all(), soon()))) {
            stream.next();
        }
        await().until(() -> registry.openConnections() == 0 && source.connectionsInUse() == 0);
    }

    @Test
    void aProbeKeepsItsConnectionThoughItsByteIsNeverRead() {
        UpstreamRegistry source = upstream.at(registry.url());
        for (int i = 0; i < 5; i++) {
            found(source.open(APP, blob, Window.probe(), soon())).close();
            await().until(() -> source.connectionsInUse() == 0);
        }
        assertThat(registry.openConnections()).isEqualTo(1);
    }

    @Test
    void closingTwiceIsClosingOnce() throws IOException {
        UpstreamRegistry source = upstream.at(registry.url());
        RemoteBlob stream = open(source);
        stream.close();
        stream.close();
        await().until(() -> source.connectionsInUse() == 0);

        assertThat(bytes(open(source))).hasSize(500_000);
    }
}
