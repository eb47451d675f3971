package dev.entrepot.proxy.degraded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.entrepot.config.DegradedConfig;
import dev.entrepot.config.value.ByteSize;
import dev.entrepot.core.blob.BlobSource;
import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.blob.RemoteBlob;
import dev.entrepot.core.blob.Window;
import dev.entrepot.core.oci.ByteRange;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Repository;
import dev.entrepot.core.pull.Admission.Place;
import dev.entrepot.core.pull.PullObserver.FillEnd;
import dev.entrepot.proxy.upstream.http.UpstreamException;
import dev.entrepot.testkit.blob.Bytes;
import dev.entrepot.testkit.blob.ManualTime;
import dev.entrepot.testkit.blob.ScriptedManifests;
import dev.entrepot.testkit.blob.ScriptedSource;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** With a clock of its own that every sleeper moves on; only who waits for a place waits for another thread. */
class ThrottleTest {

    private static final Repository APP = new Repository("docker.io", "library/app");
    private static final Repository ELSEWHERE = new Repository("quay.io", "team/app");

    private final ManualTime time = new ManualTime();
    private final Counting counting = new Counting();
    private boolean isIndexDown = true;
    private DegradedConfig limits = new DegradedConfig(1000, 2, new ByteSize(1 << 20));
    private final Degradation degradation = new Degradation(() -> !isIndexDown);
    private final Throttle throttle = new Throttle(degradation, () -> limits, counting, time.nanoTime(), time::advance);

    private Deadline deadline() {
        return Deadline.after(Duration.ofSeconds(20), time.nanoTime());
    }

    /** Nobody who waits for a place moves the clock, so it is real time: as little as possible. */
    private static Deadline atOnce() {
        return Deadline.after(Duration.ofMillis(20));
    }

    private static Place place(Lookup<Place> answer) {
        return Bytes.found(answer);
    }

    @Test
    void aSourceThatThrowsKeepsNoPlace() {
        BlobSource broken = new BlobSource() {
            @Override
            public Lookup<RemoteBlob> open(Repository repository, Digest digest, Window window, Deadline deadline) {
                throw new IllegalStateException("unforeseen");
            }

            @Override
            public Dependency dependency() {
                return Dependency.UPSTREAM;
            }
        };
        ThrottledSource source = new ThrottledSource(broken, new ScriptedManifests(), throttle);
        Window some = new Window.Closed(new ByteRange(0, 100));
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> source.open(APP, Digest.sha256(new byte[1]), some, deadline()))
                    .isInstanceOf(IllegalStateException.class);
        }

        assertThat(throttle.toPass(APP, atOnce())).isInstanceOf(Lookup.Found.class);
    }

    @Test
    void withoutDegradationEverybodyMayFillAndNothingIsCounted() {
        isIndexDown = false;

        for (int i = 0; i < 10_000; i++) {
            assertThat(place(throttle.toFill(APP, deadline()))).isSameAs(Place.UNLIMITED);
        }

        assertThat(counting.upstreams).isEmpty();
        assertThat(time.nanoTime().getAsLong())
                .isEqualTo(new ManualTime().nanoTime().getAsLong());
    }

    @Test
    void whatCannotBeKeptIsLimitedAlsoWhereNothingElseIsDown() {
        isIndexDown = false;
        try (Place first = place(throttle.toPass(APP, deadline()));
                Place second = place(throttle.toPass(APP, deadline()))) {
            assertThat(List.of(first, second)).allMatch(Place::isLimited);

            assertThat(throttle.toPass(APP, atOnce())).isInstanceOf(Lookup.Unreachable.class);
        }
    }

    @Test
    void moreTransfersThanAllowedAreRefusedAfterABoundedWaitAndToldWhenToComeBack() {
        Place first = place(throttle.toFill(APP, deadline()));
        Place second = place(throttle.toFill(APP, deadline()));

        assertThat(throttle.toFill(APP, atOnce())).isInstanceOfSatisfying(Lookup.Unreachable.class, refused -> {
            assertThat(refused.dependency()).isEqualTo(Dependency.INDEX);
            assertThat(((UpstreamException) refused.cause()).retryAfter()).contains(Throttle.RETRY_AFTER);
        });
        assertThat(counting.refused).isEqualTo(1);
        first.close();
        second.close();
        assertThat(counting.transfers).isZero();
    }

    @Test
    void aPlaceThatIsGivenBackGoesToWhoeverWaits() throws Exception {
        Place first = place(throttle.toFill(APP, deadline()));
        Place second = place(throttle.toFill(APP, deadline()));
        try (ExecutorService client = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Lookup<Place>> waiting =
                    client.submit(() -> throttle.toFill(APP, Deadline.after(Duration.ofMinutes(1))));
            first.close();
            first.close();

            try (Place third = place(waiting.get(20, TimeUnit.SECONDS))) {
                assertThat(third.isLimited()).isTrue();
                assertThat(throttle.toFill(APP, atOnce()))
                        .as("what is given back twice is one place")
                        .isInstanceOf(Lookup.Unreachable.class);
            }
        }
        second.close();
    }

    @Test
    void aCrowdAtOneUpstreamDelaysNobodyAtAnother() {
        limits = new DegradedConfig(1, 1, new ByteSize(1));
        Place taken = place(throttle.toFill(APP, deadline()));
        assertThat(throttle.toFill(APP, atOnce())).isInstanceOf(Lookup.Unreachable.class);
        long before = time.nanoTime().getAsLong();

        place(throttle.toFill(ELSEWHERE, deadline())).close();

        assertThat(time.nanoTime().getAsLong()).isEqualTo(before);
        taken.close();
    }

    @Test
    void requestsComeAtTheirPace() {
        limits = new DegradedConfig(10, 100, new ByteSize(1 << 20));
        long before = time.nanoTime().getAsLong();

        for (int i = 0; i < 50; i++) {
            assertThat(throttle.refusal(APP.upstream(), Dependency.INDEX, deadline()))
                    .isEmpty();
        }

        assertThat(Duration.ofNanos(time.nanoTime().getAsLong() - before))
                .isBetween(Duration.ofMillis(4500), Duration.ofSeconds(5));
    }

    @Test
    void aTurnThatWouldComeTooLateIsRefusedAtOnce() {
        limits = new DegradedConfig(1, 100, new ByteSize(1 << 20));
        Throttle crowded = new Throttle(degradation, () -> limits, counting, time.nanoTime(), waited -> {});
        int admitted = 0;
        while (crowded.refusal(APP.upstream(), Dependency.INDEX, deadline()).isEmpty()) {
            admitted++;
        }

        assertThat(admitted).as("those who wait ten seconds at most").isBetween(10, 12);
    }

    @Test
    void halfOfTheTimeIsLeftForTheAnswer() {
        limits = new DegradedConfig(1, 100, new ByteSize(1 << 20));
        Throttle crowded = new Throttle(degradation, () -> limits, counting, time.nanoTime(), waited -> {});
        Deadline aCopyIsAtHand = Deadline.after(Duration.ofSeconds(5), time.nanoTime());
        int admitted = 0;
        while (crowded.refusal(APP.upstream(), Dependency.INDEX, aCopyIsAtHand).isEmpty()) {
            admitted++;
        }

        assertThat(admitted).isBetween(2, 4);
    }

    @Test
    void bytesOfAnUpstreamComeAtTheirPace() throws IOException {
        ScriptedSource upstream = new ScriptedSource(Dependency.UPSTREAM);

        assertThat(timeToRead(upstream, upstream)).isBetween(Duration.ofSeconds(9), Duration.ofSeconds(10));
    }

    @Test
    void aBucketIsNotSpared() throws IOException {
        ScriptedSource bucket = new ScriptedSource(Dependency.BUCKET);

        assertThat(timeToRead(bucket, new BeforeUpstreams(bucket))).isZero();
    }

    /** Has all that is asked for. */
    private record BeforeUpstreams(BlobSource source) implements BlobSource {

        @Override
        public Lookup<RemoteBlob> open(Repository repository, Digest digest, Window window, Deadline deadline) {
            return source.open(repository, digest, window, deadline);
        }

        @Override
        public BlobSource askingUpstreamsBy(UnaryOperator<BlobSource> how) {
            return this;
        }

        @Override
        public Dependency dependency() {
            return source.dependency();
        }
    }

    private Duration timeToRead(ScriptedSource script, BlobSource source) throws IOException {
        limits = new DegradedConfig(1000, 1, new ByteSize(100_000));
        Digest digest = script.serve(Bytes.some(1_000_000)).digest();
        long before = time.nanoTime().getAsLong();
        try (Place place = place(throttle.toFill(APP, deadline()))) {
            read(place.through(source), digest);
        }
        return Duration.ofNanos(time.nanoTime().getAsLong() - before);
    }

    private void read(BlobSource source, Digest digest) throws IOException {
        try (RemoteBlob stream = Bytes.found(source.open(APP, digest, Window.all(), deadline()))) {
            while (stream.next() != null) {
                // All of it.
            }
        }
    }

    @Test
    void otherLimitsHoldFromTheNextTurnOn() {
        Place first = place(throttle.toFill(APP, deadline()));
        Place second = place(throttle.toFill(APP, deadline()));
        limits = new DegradedConfig(1000, 3, new ByteSize(1 << 20));

        List<Place> more = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            more.add(place(throttle.toFill(APP, deadline())));
        }

        more.forEach(Place::close);
        first.close();
        second.close();
        assertThat(counting.transfers).isZero();
    }

    @Test
    void whoeverIsInterruptedIsRefusedAndStaysInterrupted() {
        Place first = place(throttle.toFill(APP, deadline()));
        Place second = place(throttle.toFill(APP, deadline()));
        Thread.currentThread().interrupt();

        assertThat(throttle.toFill(APP, Deadline.after(Duration.ofMinutes(1)))).isInstanceOf(Lookup.Unreachable.class);

        assertThat(Thread.interrupted()).isTrue();
        first.close();
        second.close();
    }

    @Test
    void aDiskThatTakesNothingIsADegradationUntilItKeepsSomethingAgain() {
        isIndexDown = false;
        degradation.ended(FillEnd.UNSTORABLE);
        assertThat(degradation.missing()).contains(Dependency.DISK);
        degradation.ended(FillEnd.CUT);
        assertThat(degradation.missing()).contains(Dependency.DISK);

        degradation.ended(FillEnd.STORED);
        assertThat(degradation.missing()).isEmpty();
    }

    @Test
    void aBlobThatIsLargerThanTheCacheIsNoDegradation() {
        isIndexDown = false;

        degradation.ended(FillEnd.TOO_LARGE);

        assertThat(degradation.missing()).isEmpty();
    }

    private static final class Counting implements ThrottleObserver {

        private final List<String> upstreams = new ArrayList<>();
        private int refused;
        private int transfers;

        @Override
        public void waiting(String upstream, int change) {
            upstreams.add(upstream);
        }

        @Override
        public void refused(String upstream) {
            refused++;
        }

        @Override
        public void carrying(String upstream, int change) {
            transfers += change;
        }
    }
}
