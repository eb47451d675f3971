package dev.entrepot.proxy.upstream;

import static dev.entrepot.proxy.upstream.UpstreamFixture.HASTY;
import static dev.entrepot.proxy.upstream.UpstreamFixture.PATIENT;
import static dev.entrepot.proxy.upstream.UpstreamFixture.bytes;
import static dev.entrepot.proxy.upstream.UpstreamFixture.found;
import static dev.entrepot.proxy.upstream.UpstreamFixture.repository;
import static dev.entrepot.proxy.upstream.UpstreamFixture.soon;
import static dev.entrepot.proxy.upstream.UpstreamFixture.trouble;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.blob.RemoteBlob;
import dev.entrepot.core.blob.Window;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Repository;
import dev.entrepot.proxy.upstream.http.UpstreamException;
import dev.entrepot.proxy.upstream.http.UpstreamException.Kind;
import dev.entrepot.testkit.registry.FakeRegistry;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An upstream that cannot be asked is told from one that says no, with the kind of trouble. */
class TroubleTest {

    private static final Repository APP = repository("team/app");

    @RegisterExtension
    final FakeRegistry registry = FakeRegistry.start();

    @RegisterExtension
    final UpstreamFixture upstream = new UpstreamFixture();

    private final Digest blob = registry.addBlob("team/app", new byte[] {1, 2, 3});

    private Lookup<RemoteBlob> open() {
        return open(upstream.at(registry.url()));
    }

    private Lookup<RemoteBlob> open(UpstreamRegistry source) {
        return source.open(APP, blob, Window.all(), soon());
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 425, 429, 500, 502, 503, 504, 400, 204, 304})
    void aStatusThatIsNoAnswerIsTroubleWithThatStatus(int status) {
        registry.faults().onBlobs().status(status);

        UpstreamException trouble = trouble(open());

        assertThat(trouble.kind()).isEqualTo(Kind.STATUS);
        assertThat(trouble.status()).isEqualTo(status);
    }

    @Test
    void theRegistrysOwn403IsADenial() {
        registry.faults().onBlobs().status(403);

        assertThat(open()).isEqualTo(Lookup.denied());
    }

    @Test
    void theTimeToStayAwayIsPassedOn() {
        registry.faults().onBlobs().status(429).header("Retry-After", "17");

        assertThat(trouble(open()).retryAfter()).contains(Duration.ofSeconds(17));
    }

    @Test
    void aMessageSaysTheUrlButNotItsQuery() {
        registry.redirectBlobs().faults().onAny().status(503);

        assertThat(trouble(open()))
                .hasMessageContaining("/blobs/" + blob)
                .hasMessageContaining("503")
                .hasMessageNotContaining("?");
    }

    @Test
    void nobodyListeningIsConnectTrouble() {
        registry.stopListening();

        assertThat(trouble(open()).kind()).isEqualTo(Kind.CONNECT);
    }

    @Test
    void aNameWithoutAnAddressIsConnectTrouble() {
        UpstreamRegistry nowhere = upstream.at("http://no-such-host.invalid");

        assertThat(trouble(open(nowhere)).kind()).isIn(Kind.CONNECT, Kind.TIMEOUT);
    }

    @Test
    void localhostIsFoundWithoutANameServer() throws IOException {
        assertThat(bytes(open(upstream.at("http://localhost:" + registry.port()))))
                .hasSize(3);
    }

    @Test
    void aConnectionThatEndsBeforeTheResponseIsTrouble() {
        registry.faults().onBlobs().cutBeforeHeaders();

        assertThat(trouble(open()).kind()).isEqualTo(Kind.CLOSED);
        assertThat(registry.count()).isEqualTo(1);
    }

    @Test
    void aResetBeforeTheResponseIsTrouble() {
        registry.faults().onBlobs().resetBeforeHeaders();

        assertThat(trouble(open()).kind()).isEqualTo(Kind.CLOSED);
    }

    @Test
    void noResponseInTimeIsTroubleAndFreesTheConnection() {
        registry.faults().onBlobs().hangBeforeHeaders();
        UpstreamRegistry source = upstream.at(registry.url(), HASTY);

        assertThat(trouble(open(source)).kind()).isEqualTo(Kind.TIMEOUT);
        await().until(() -> source.connectionsInUse() == 0);
    }

    @Test
    void theDeadlineEndsTheWaitingBeforeAnyOtherLimit() {
        registry.faults().onBlobs().hangBeforeHeaders();
        UpstreamRegistry source = upstream.at(registry.url());

        Lookup<RemoteBlob> answer = source.open(APP, blob, Window.all(), Deadline.after(Duration.ofMillis(150)));

        assertThat(trouble(answer).kind()).isEqualTo(Kind.TIMEOUT);
    }

    @Test
    void aDeadlineThatIsOverAsksNobody() {
        UpstreamRegistry source = upstream.at(registry.url());

        Lookup<RemoteBlob> answer = source.open(APP, blob, Window.all(), Deadline.after(Duration.ZERO));

        assertThat(trouble(answer).kind()).isEqualTo(Kind.TIMEOUT);
        assertThat(registry.count()).isZero();
    }

    @Test
    void aConnectionThatDiedWhileIdleIsReplacedOnce() throws IOException {
        UpstreamRegistry source = upstream.at(registry.url());
        bytes(open(source));
        // The first answer on a connection that is used again: as if the upstream had just closed it.
        registry.faults().onBlobs().times(1).cutBeforeHeaders();

        assertThat(bytes(open(source))).hasSize(3);
        assertThat(registry.count()).isEqualTo(3);
    }

    @Test
    void aNewConnectionThatDiesIsNotTriedAgain() throws IOException {
        UpstreamRegistry source = upstream.at(registry.url());
        bytes(open(source));
        registry.faults().onBlobs().cutBeforeHeaders();

        assertThat(trouble(open(source)).kind()).isEqualTo(Kind.CLOSED);
        assertThat(registry.count()).isEqualTo(3);
    }

    @Test
    void anUpstreamThatRestartedIsAskedOnNewConnections() throws IOException {
        UpstreamRegistry source = upstream.at(registry.url());
        bytes(open(source));
        registry.stopListening();
        registry.startListening();

        assertThat(bytes(open(source))).hasSize(3);
    }

    @Test
    void whoFindsAllConnectionsInUseWaitsUntilItsDeadline() throws IOException {
        Digest large = registry.addBlob("team/app", new byte[4 << 20]);
        UpstreamRegistry source = upstream.at(registry.url(), PATIENT, 1);
        try (RemoteBlob first = found(source.open(APP, large, Window.all(), soon()))) {
            assertThat(first.next()).isNotNull();
            Lookup<RemoteBlob> second = source.open(APP, blob, Window.all(), Deadline.after(Duration.ofMillis(100)));
            assertThat(trouble(second).kind()).isEqualTo(Kind.TIMEOUT);
        }
        assertThat(bytes(open(source))).hasSize(3);
    }

    @Test
    void waitingForAConnectionLongerThanForAFirstByteSaysThatAllAreBusy() throws IOException {
        Digest large = registry.addBlob("team/app", new byte[4 << 20]);
        UpstreamRegistry source = upstream.at(registry.url(), HASTY, 1);
        try (RemoteBlob first = found(source.open(APP, large, Window.all(), soon()))) {
            assertThat(first.next()).isNotNull();

            assertThat(trouble(open(source)).kind()).isEqualTo(Kind.BUSY);
        }
    }

    @Test
    void aBasePathComesBeforeTheApi() {
        UpstreamRegistry source = upstream.at(registry.url() + "/mirror/");

        assertThat(open(source)).isEqualTo(Lookup.absent());
        assertThat(registry.requests().getFirst().path())
                .isEqualTo(URI.create("/mirror/v2/team/app/blobs/" + blob).getPath());
    }

    @Test
    void anInterruptedThreadStopsWaiting() throws InterruptedException {
        registry.faults().onBlobs().hangBeforeHeaders();
        UpstreamRegistry source = upstream.at(registry.url());
        UpstreamException[] seen = new UpstreamException[1];
        Thread reader = Thread.ofVirtual().start(() -> seen[0] = trouble(open(source)));
        registry.awaitRequests(1, "GET", "/blobs/");

        reader.interrupt();
        reader.join();

        assertThat(seen[0].kind()).isEqualTo(Kind.INTERRUPTED);
        await().until(() -> source.connectionsInUse() == 0);
    }
}
