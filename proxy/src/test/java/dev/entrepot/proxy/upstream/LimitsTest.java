package dev.entrepot.proxy.upstream;

import static dev.entrepot.proxy.upstream.UpstreamFixture.bytes;
import static dev.entrepot.proxy.upstream.UpstreamFixture.endpoint;
import static dev.entrepot.proxy.upstream.UpstreamFixture.found;
import static dev.entrepot.proxy.upstream.UpstreamFixture.repository;
import static dev.entrepot.proxy.upstream.UpstreamFixture.soon;
import static dev.entrepot.proxy.upstream.UpstreamFixture.trouble;
import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.blob.RemoteBlob;
import dev.entrepot.core.blob.Window;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.oci.Repository;
import dev.entrepot.proxy.upstream.http.Origin;
import dev.entrepot.proxy.upstream.http.UpstreamException;
import dev.entrepot.proxy.upstream.http.UpstreamException.Kind;
import dev.entrepot.proxy.upstream.limit.BreakerLimits;
import dev.entrepot.proxy.upstream.limit.RateLimit;
import dev.entrepot.proxy.upstream.limit.RetryLimits;
import dev.entrepot.proxy.upstream.limit.UpstreamLimits;
import dev.entrepot.testkit.registry.FakeRegistry;
import dev.entrepot.testkit.registry.wire.Recorded;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Retries, breakers, paces and {@code Retry-After}, by the requests that reached the upstream. */
class LimitsTest {

    private static final Repository APP = repository("team/app");
    private static final RetryLimits QUICK =
            new RetryLimits(3, Duration.ofSeconds(15), Duration.ofMillis(1), Duration.ofMillis(1500));
    private static final UpstreamLimits RETRYING = UpstreamLimits.NONE.with(QUICK);
    private static final BreakerLimits FOUR_FAILURES =
            new BreakerLimits(100, 4, Duration.ofHours(1), Duration.ofHours(1));

    @RegisterExtension
    final FakeRegistry registry = FakeRegistry.start();

    @RegisterExtension
    final UpstreamFixture upstream = new UpstreamFixture();

    private final Digest blob = registry.addBlob("team/app", new byte[] {1, 2, 3});

    LimitsTest() {
        registry.addManifest("team/app", "v1", "application/json", new byte[] {'{', '}'});
    }

    private UpstreamRegistry source(UpstreamLimits limits) {
        return upstream.with(endpoint(registry.url()).with(limits));
    }

    private static Lookup<RemoteBlob> open(UpstreamRegistry source, Digest digest) {
        return source.open(APP, digest, Window.all(), soon());
    }

    private Lookup<RemoteBlob> open(UpstreamRegistry source) {
        return open(source, blob);
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 500, 502, 503, 504})
    void aStatusThatPassesCostsOneMoreRequest(int status) throws IOException {
        registry.faults().onBlobs().times(1).status(status);

        assertThat(bytes(open(source(RETRYING)))).hasSize(3);
        assertThat(registry.count()).isEqualTo(2);
    }

    @Test
    void aConnectionThatEndsBeforeTheHeadersCostsOneMoreRequest() throws IOException {
        registry.faults().onBlobs().times(1).cutBeforeHeaders();

        assertThat(bytes(open(source(RETRYING)))).hasSize(3);
        assertThat(registry.count()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 410, 416, 501})
    void whatIsAnAnswerIsAskedForOnce(int status) {
        registry.faults().onBlobs().status(status);

        open(source(RETRYING));

        assertThat(registry.count("GET", "/blobs/")).isEqualTo(1);
    }

    /** Case 55: Docker Hub's limit lasts for hours, and says nothing of when. */
    @Test
    void a429WithoutATimeIsNotAskedAgain() {
        registry.faults().onBlobs().status(429);

        assertThat(trouble(open(source(RETRYING))).status()).isEqualTo(429);
        assertThat(registry.count()).isEqualTo(1);
    }

    @Test
    void a429ThatSaysSoonIsAskedThen() throws IOException {
        registry.faults().onBlobs().times(1).status(429).header("Retry-After", "1");
        long start = System.nanoTime();

        assertThat(bytes(open(source(RETRYING)))).hasSize(3);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
        assertThat(registry.count()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 503})
    void whoAsksToBeLeftAloneIsAndTheTimeThatIsLeftIsTold(int status) {
        registry.faults().onBlobs().times(1).status(status).header("Retry-After", "60");
        UpstreamRegistry source = source(UpstreamLimits.DEFAULT);
        assertThat(trouble(open(source)).retryAfter()).contains(Duration.ofSeconds(60));

        UpstreamException second = trouble(open(source));
        UpstreamException manifest = trouble(source.get(Reference.parse(APP, "v1"), soon()));

        assertThat(second.status()).isEqualTo(status);
        assertThat(second.retryAfter().orElseThrow()).isBetween(Duration.ofSeconds(30), Duration.ofSeconds(60));
        assertThat(manifest).hasMessageContaining("asked to be left alone");
        assertThat(registry.count()).isEqualTo(1);
    }

    @Test
    void aCdnThatAsksToBeLeftAloneDoesNotSilenceTheRegistry() {
        registry.redirectBlobs().faults().onAny().status(503).header("Retry-After", "60");
        UpstreamRegistry source = source(UpstreamLimits.DEFAULT);
        trouble(open(source));

        found(source.get(Reference.parse(APP, "v1"), soon()));
        trouble(open(source));

        assertThat(registry.cdn().count()).isEqualTo(1);
    }

    @Test
    void aHostThatKeepsFailingIsNoLongerAsked() {
        registry.faults().onAny().status(500);
        UpstreamRegistry source = source(UpstreamLimits.NONE.with(FOUR_FAILURES));
        for (int i = 0; i < 4; i++) {
            open(source);
        }

        assertThat(trouble(open(source)).kind()).isEqualTo(Kind.OPEN);
        assertThat(trouble(source.head(Reference.parse(APP, "v1"), soon())).kind())
                .isEqualTo(Kind.OPEN);
        assertThat(registry.count()).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 404, 429})
    void aHostThatRefusesIsNotDown(int status) {
        registry.faults().onAny().status(status);
        UpstreamRegistry source = source(UpstreamLimits.NONE.with(FOUR_FAILURES));
        for (int i = 0; i < 8; i++) {
            open(source);
        }

        assertThat(registry.count("GET", "/blobs/")).isEqualTo(8);
    }

    @Test
    void aRepetitionEndsWhenTheBreakerOpens() {
        registry.stopListening();
        UpstreamLimits limits = RETRYING.with(new BreakerLimits(100, 2, Duration.ofHours(1), Duration.ofHours(1)));

        assertThat(trouble(open(source(limits))).kind()).isEqualTo(Kind.OPEN);
    }

    /** Case 41: containerd waits 30 s for the first byte, and we for 20. */
    @Test
    void anUpstreamThatHangsIsGivenUpByTheDeadlineHoweverManyAttemptsThereAre() {
        registry.faults().onBlobs().hangBeforeHeaders();
        RetryLimits hasty = new RetryLimits(9, Duration.ofMillis(700), Duration.ofMillis(1), Duration.ofMillis(2));
        long start = System.nanoTime();

        Lookup<RemoteBlob> answer = source(UpstreamLimits.NONE.with(hasty))
                .open(APP, blob, Window.all(), Deadline.after(Duration.ofSeconds(2)));

        assertThat(trouble(answer).kind()).isEqualTo(Kind.TIMEOUT);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
        assertThat(registry.count()).isBetween(2, 3);
    }

    @Test
    void whoWouldWaitForItsTurnBeyondItsDeadlineIsToldAtOnce() throws IOException {
        UpstreamRegistry source = source(UpstreamLimits.NONE.pacedBy(1, 0));
        bytes(open(source));

        Lookup<RemoteBlob> answer = source.open(APP, blob, Window.all(), Deadline.after(Duration.ofMillis(300)));

        assertThat(trouble(answer).kind()).isEqualTo(Kind.BUSY);
        assertThat(registry.count()).isEqualTo(1);
    }

    @Test
    void requestsBeyondThePaceWaitForTheirTurn() throws IOException {
        UpstreamRegistry source = source(UpstreamLimits.NONE.pacedBy(20, 0));
        long start = System.nanoTime();
        for (int i = 0; i < 15; i++) {
            bytes(open(source));
        }

        // Five at once, and one every 50 ms after them.
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(450));
        assertThat(registry.count()).isEqualTo(15);
    }

    @Test
    void bodiesShareOnePace() throws IOException {
        Digest large = registry.addBlob("team/app", new byte[1 << 20]);
        UpstreamRegistry source = source(UpstreamLimits.NONE.pacedBy(0, 2 << 20));
        long start = System.nanoTime();
        try (RemoteBlob one = found(open(source, large));
                RemoteBlob two = found(open(source, large))) {
            boolean more = true;
            while (more) {
                ByteBuffer first = one.next();
                ByteBuffer second = two.next();
                more = first != null || second != null;
            }
        }

        // 2 MiB at 2 MiB a second, less what comes at once.
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(650));
    }

    @Test
    void aManifestIsNotAskedForWhileTheRegistrySaysThatNothingIsLeft() {
        UpstreamRegistry source = source(UpstreamLimits.NONE);
        registry.faults().onManifests().header("ratelimit-remaining", "0;w=21600");
        source.head(Reference.parse(APP, "v1"), soon());

        UpstreamException refused = trouble(source.get(Reference.parse(APP, "v1"), soon()));

        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.retryAfter()).isPresent();
        registry.faults().clear();
        registry.faults().onManifests().header("ratelimit-remaining", "7;w=21600");
        source.head(Reference.parse(APP, "v1"), soon());
        assertThat(found(source.get(Reference.parse(APP, "v1"), soon()))
                        .manifest()
                        .body()
                        .remaining())
                .isEqualTo(2);
        assertThat(registry.requests()).extracting(Recorded::method).containsExactly("HEAD", "HEAD", "GET");
    }

    @Test
    void whatIsLeftOfDockerHubsLimitIsTold() throws IOException {
        registry.faults()
                .onManifests()
                .header("ratelimit-limit", "100;w=21600")
                .header("ratelimit-remaining", "20;w=21600");
        List<RateLimit> said = new ArrayList<>();
        UpstreamObserver observer = new UpstreamObserver() {
            @Override
            public void attemptStarted(Operation operation) {}

            @Override
            public void attemptEnded(Operation operation, Lookup<?> answer, Duration took) {}

            @Override
            public void tokenAsked(Origin service, TokenOutcome outcome, Duration took) {}

            @Override
            public void rateLimited(RateLimit limit) {
                said.add(limit);
            }
        };
        UpstreamRegistry source = upstream.with(endpoint(registry.url()).with(UpstreamLimits.NONE), observer);

        source.head(Reference.parse(APP, "v1"), soon());
        bytes(open(source));

        assertThat(said).containsExactly(new RateLimit(OptionalLong.of(100), 20, Duration.ofHours(6)));
    }
}
