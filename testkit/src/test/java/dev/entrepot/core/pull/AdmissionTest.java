package dev.entrepot.core.pull;

import static dev.entrepot.core.pull.BlobWorld.ALPINE;
import static dev.entrepot.core.pull.BlobWorld.OTHER;
import static dev.entrepot.core.pull.BlobWorld.whole;
import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.testkit.blob.Bytes;
import dev.entrepot.testkit.blob.Gate;
import dev.entrepot.testkit.blob.TempFileBlobStore.Operation;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Where transfers need a place, none begins without one, and every place comes back. */
class AdmissionTest {

    @RegisterExtension
    private final BlobWorld world = BlobWorld.withFewPlaces();

    private final byte[] content = Bytes.some(100_000);
    private final Digest digest = Digest.sha256(content);
    private int places;

    private void fillPlaces(int count) {
        places = count;
        world.places.limitFills(count);
    }

    private void passPlaces(int count) {
        places = count;
        world.places.limitPassing(count);
    }

    @AfterEach
    void everyPlaceIsFreeAgain() throws Exception {
        world.awaitFills();
        assertThat(world.places.free()).isEqualTo(places);
    }

    private BlobAnswer getWithin(Duration limit) {
        return world.pull.pull(BlobWorld.request(ALPINE, digest, null), Deadline.after(limit));
    }

    @Test
    void aFillTakesOnePlaceHoweverManyReadIt() throws Exception {
        fillPlaces(1);
        Gate body = new Gate();
        world.source.serve(content).holdingBodyAt(1, body);
        BlobAnswer first = world.get(ALPINE, digest);
        BlobAnswer second = world.get(ALPINE, digest);
        body.open();

        assertThat(Received.all(first).isWhole(content)).isTrue();
        assertThat(Received.all(second).isWhole(content)).isTrue();
        assertThat(world.places.taken()).containsExactly("fill " + ALPINE);
    }

    @Test
    void withoutAPlaceInTimeNothingIsAskedForAndEverybodyHearsWhy() {
        fillPlaces(0);
        world.source.serve(content);

        assertThat(getWithin(Duration.ofMillis(20))).isInstanceOfSatisfying(BlobAnswer.Unavailable.class, full -> {
            assertThat(full.missing()).isEqualTo(Set.of(Dependency.DISK));
            assertThat(full.cause()).hasMessageContaining("no place");
        });
        assertThat(world.source.opened()).isEmpty();
    }

    /** Fills share their threads with other upstreams. */
    @Test
    void noFillThreadWaitsForAPlace() throws Exception {
        fillPlaces(0);
        world.source.serve(content);
        Future<BlobAnswer> waiting = world.threads.start(() -> world.get(ALPINE, digest));
        Awaitility.await().until(() -> world.places.waiting() == 1);

        assertThat(world.fillsStarted()).isZero();

        places = 1;
        world.places.limitFills(1);
        assertThat(Received.all(Threads.await(waiting)).isWhole(content)).isTrue();
    }

    @Test
    void aPlaceComesBackFromAFillThatFailed() throws Exception {
        fillPlaces(1);
        world.source.goDown(new IOException("down"));
        world.get(ALPINE, digest);
        world.awaitFills();

        world.source.comeBack();
        world.source.serve(content);
        assertThat(world.pulled(ALPINE, digest).isWhole(content)).isTrue();
    }

    @Test
    void aPlaceComesBackFromAFillForWhichThereIsNoThread() {
        fillPlaces(1);
        world.rejectFills(true);

        assertThat(world.get(ALPINE, digest)).isInstanceOf(BlobAnswer.Unavailable.class);
    }

    @Test
    void thePlaceOfAFillGoesWithItsStreamToWhoeverPassesItThrough() throws Exception {
        fillPlaces(1);
        world.source.serve(content);
        world.store.fail(Operation.CREATE, new IOException("disk full"));

        BlobAnswer answer = world.get(ALPINE, digest);
        world.awaitFills();

        assertThat(world.places.free()).as("while it is being read").isZero();
        assertThat(Received.all(answer).isWhole(content)).isTrue();
        assertThat(world.places.taken()).containsExactly("fill " + ALPINE);
        assertThat(world.source.opened()).containsExactly(whole(ALPINE, digest));
    }

    @Test
    void aStreamThatWasOpenedBeforeTheDiskRefusedNeedsAPlaceToBePassedThrough() throws Exception {
        passPlaces(1);
        world.source.serve(content);
        world.store.fail(Operation.CREATE, new IOException("disk full"));

        assertThat(Received.all(world.get(ALPINE, digest)).isWhole(content)).isTrue();

        assertThat(world.places.taken()).containsExactly("pass " + ALPINE);
        assertThat(world.source.opened()).containsExactly(whole(ALPINE, digest));
    }

    @Test
    void aStreamForWhichNoPlaceIsFoundIsClosed() throws Exception {
        passPlaces(0);
        world.source.serve(content);
        world.store.fail(Operation.CREATE, new IOException("disk full"));

        assertThat(getWithin(Duration.ofMillis(500))).isInstanceOf(BlobAnswer.Unavailable.class);

        world.awaitFills();
        assertThat(world.source.openStreams()).isZero();
    }

    @Test
    void whatCannotBeReadIsPassedThroughOneAfterTheOtherWhereThereIsOnePlace() throws Exception {
        passPlaces(1);
        world.source.serve(content);
        world.store.fail(Operation.FIND, new IOException("disk failing"));

        BlobAnswer first = world.get(ALPINE, digest);
        assertThat(getWithin(Duration.ofMillis(20))).isInstanceOf(BlobAnswer.Unavailable.class);
        assertThat(world.source.opened()).hasSize(1);
        assertThat(Received.all(first).isWhole(content)).isTrue();

        assertThat(Received.all(world.get(OTHER, digest)).isWhole(content)).isTrue();
    }

    @Test
    void aHeadOfWhatCannotBeKeptTakesNoPlace() throws Exception {
        fillPlaces(1);
        world.source.serve(content);
        world.store.fail(Operation.CREATE, new IOException("disk full"));

        assertThat(world.head(ALPINE, digest)).isEqualTo(new BlobAnswer.Described(content.length));

        assertThat(world.places.taken()).isEmpty();
    }

    /** Nobody takes the stream of the fill; its place must not go with it. */
    @Test
    void aRangeOfWhatCannotBeKeptGivesThePlaceOfItsFillBack() throws Exception {
        fillPlaces(1);
        world.source.serve(content);
        world.store.fail(Operation.CREATE, new IOException("disk full"));

        Received received = Received.all(world.get(ALPINE, digest, "bytes=1000-99999"));

        assertThat(received.bytes()).hasSize(99_000);
    }
}
