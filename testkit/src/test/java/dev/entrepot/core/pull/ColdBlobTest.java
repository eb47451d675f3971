package dev.entrepot.core.pull;

import static dev.entrepot.core.pull.BlobWorld.ALPINE;
import static dev.entrepot.core.pull.BlobWorld.OTHER;
import static dev.entrepot.core.pull.BlobWorld.whole;
import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.index.BlobRecord;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.testkit.blob.Bytes;
import dev.entrepot.testkit.blob.Gate;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A blob nobody has asked for yet. */
class ColdBlobTest {

    @RegisterExtension
    private final BlobWorld world = new BlobWorld();

    private final byte[] content = Bytes.some(100_000);

    @Test
    void aColdPullOpensTheSourceOnceAndKeepsWhatCame() throws Exception {
        Digest digest = world.source.serve(content).digest();

        assertThat(world.pulled(ALPINE, digest).isWhole(content)).isTrue();

        assertThat(world.source.opened()).containsExactly(whole(ALPINE, digest));
        assertThat(world.isStored(digest)).isTrue();
        assertThat(world.isProven(ALPINE, digest)).isTrue();
        assertThat(world.index.blobs().find(digest)).isEqualTo(Lookup.found(new BlobRecord(content.length, true)));
        assertThat(world.store.partial(digest)).isEmpty();
    }

    @Test
    void theFirstOneToComeIsToldThatItIsArrivingAndNotJoined() throws Exception {
        Gate body = new Gate();
        Digest digest = world.source.serve(content).holdingBodyAt(10, body).digest();

        BlobAnswer first = world.get(ALPINE, digest);
        BlobAnswer second = world.get(ALPINE, digest);
        body.open();

        assertThat(first).isInstanceOfSatisfying(BlobAnswer.Arriving.class, arriving -> {
            assertThat(arriving.joined()).isFalse();
            assertThat(arriving.origin()).isEqualTo(Dependency.UPSTREAM);
        });
        assertThat(second)
                .isInstanceOfSatisfying(
                        BlobAnswer.Arriving.class,
                        arriving -> assertThat(arriving.joined()).isTrue());
        assertThat(Received.all(first).isWhole(content)).isTrue();
        assertThat(Received.all(second).isWhole(content)).isTrue();
    }

    @Test
    void aSecondPullAsksNobody() throws Exception {
        Digest digest = world.source.serve(content).digest();
        world.pulled(ALPINE, digest);

        assertThat(world.pulled(ALPINE, digest).isWhole(content)).isTrue();

        assertThat(world.source.opened()).hasSize(1);
    }

    @Test
    void whatWasPulledOnceIsReadyOnTheLoop() throws Exception {
        Digest digest = world.source.serve(content).digest();
        BlobRequest request = BlobWorld.request(ALPINE, digest, null);
        assertThat(world.pull.ready(request)).isEmpty();
        world.pulled(ALPINE, digest);
        world.index.clearOperations();

        BlobAnswer ready = world.pull.ready(request).orElseThrow();

        assertThat(Received.all(ready).isWhole(content)).isTrue();
        assertThat(world.source.opened()).hasSize(1);
        assertThat(world.index.operations()).isEmpty();
    }

    @Test
    void fiftyAtOnceCostOneOpening() throws Exception {
        Gate answer = new Gate();
        Digest digest = world.source.serve(content).holdingAnswerAt(answer).digest();

        List<Future<Received>> clients = world.threads.start(50, () -> Received.all(world.get(ALPINE, digest)));
        answer.awaitArrival();
        answer.open();

        assertThat(Threads.await(clients)).allMatch(received -> received.isWhole(content));
        assertThat(world.source.opened()).containsExactly(whole(ALPINE, digest));
    }

    @Test
    void aClientThatLeavesDoesNotStopTheFill() throws Exception {
        Gate body = new Gate();
        Digest digest = world.source.serve(content).holdingBodyAt(10, body).digest();
        BlobAnswer.Arriving arriving = (BlobAnswer.Arriving) world.get(ALPINE, digest);

        arriving.file().close();
        body.open();
        world.awaitFills();

        assertThat(world.isStored(digest)).isTrue();
        assertThat(world.source.opened()).hasSize(1);
    }

    @Test
    void aJoinerSeesTheFailureOfTheLeader() throws Exception {
        Gate body = new Gate();
        Digest digest = world.source
                .serve(Digest.sha256(content), Bytes.some(content.length + 1))
                .sayingSize(content.length)
                .holdingBodyAt(10, body)
                .digest();
        BlobAnswer leader = world.get(ALPINE, digest);
        BlobAnswer joiner = world.get(ALPINE, digest);

        body.open();

        assertThat(Received.all(leader).cut()).isPresent();
        assertThat(Received.all(joiner).cut()).isPresent();
        assertThat(world.source.opened()).hasSize(1);
    }

    @Test
    void whatTheUpstreamDoesNotHaveIsUnknown() {
        Digest digest = Digest.sha256(content);

        assertThat(world.get(ALPINE, digest)).isEqualTo(new BlobAnswer.Unknown(Lookup.Refusal.NOT_FOUND));
        assertThat(world.source.opened()).containsExactly(whole(ALPINE, digest));
    }

    @Test
    void whatTheUpstreamRefusesIsDenied() {
        Digest digest = Digest.sha256(content);
        world.source.deny(digest);

        assertThat(world.get(ALPINE, digest)).isEqualTo(new BlobAnswer.Unknown(Lookup.Refusal.DENIED));
    }

    @Test
    void whatCannotBeAskedIsUnavailable() {
        Digest digest = Digest.sha256(content);
        world.source.goDown(new IOException("down"));

        assertThat(world.get(ALPINE, digest))
                .isInstanceOfSatisfying(
                        BlobAnswer.Unavailable.class,
                        down -> assertThat(down.missing()).containsExactly(Dependency.UPSTREAM));
        assertThat(world.source.opened()).containsExactly(whole(ALPINE, digest));
    }

    @Test
    void theRefusalOfTheLeaderIsNotThatOfAnotherRepository() throws Exception {
        Gate answer = new Gate();
        Digest digest = world.source
                .serve(content)
                .onlyIn(OTHER)
                .holdingAnswerAt(answer)
                .digest();
        Future<BlobAnswer> leader = world.threads.start(() -> world.get(ALPINE, digest));
        answer.awaitArrival();
        Future<BlobAnswer> joiner = world.threads.start(() -> world.get(OTHER, digest));

        answer.open();

        assertThat(Threads.await(leader)).isEqualTo(new BlobAnswer.Unknown(Lookup.Refusal.NOT_FOUND));
        assertThat(Received.all(Threads.await(joiner)).isWhole(content)).isTrue();
        assertThat(world.source.opened()).containsExactly(whole(ALPINE, digest), whole(OTHER, digest));
        assertThat(world.isProven(ALPINE, digest)).isFalse();
    }

    @Test
    void aRequestGivesUpAtItsDeadlineAndTheFillGoesOn() throws Exception {
        Gate answer = new Gate();
        Digest digest = world.source.serve(content).holdingAnswerAt(answer).digest();

        BlobAnswer late = world.pull.pull(BlobWorld.request(ALPINE, digest, null), Deadline.after(Duration.ZERO));
        assertThat(late).isInstanceOf(BlobAnswer.Unavailable.class);

        answer.open();
        assertThat(world.pulled(ALPINE, digest).isWhole(content)).isTrue();
        assertThat(world.source.opened()).containsExactly(whole(ALPINE, digest));
    }

    @Test
    void aFullPoolIsUnavailableNowAndForgottenAfterwards() throws Exception {
        Digest digest = world.source.serve(content).digest();
        world.rejectFills(true);

        assertThat(world.get(ALPINE, digest)).isInstanceOf(BlobAnswer.Unavailable.class);
        assertThat(world.source.opened()).isEmpty();

        world.rejectFills(false);
        assertThat(world.pulled(ALPINE, digest).isWhole(content)).isTrue();
    }

    @Test
    void anInterruptedRequestEndsAndStaysInterrupted() throws Exception {
        Gate answer = new Gate();
        Digest digest = world.source.serve(content).holdingAnswerAt(answer).digest();

        Future<Boolean> interrupted = world.threads.start(() -> {
            Thread.currentThread().interrupt();
            BlobAnswer ended = world.get(ALPINE, digest);
            return ended instanceof BlobAnswer.Unavailable
                    && Thread.currentThread().isInterrupted();
        });

        assertThat(Threads.await(interrupted)).isTrue();
        answer.open();
    }

    @Test
    void anEmptyBlobArrivesWhole() throws Exception {
        Digest digest = world.source.serve(new byte[0]).digest();

        assertThat(world.pulled(ALPINE, digest).isWhole(new byte[0])).isTrue();
        assertThat(world.isStored(digest)).isTrue();
        assertThat(world.source.opened()).hasSize(1);
    }

    @Test
    void aBlobOfOneByteArrivesWhole() throws Exception {
        Digest digest = world.source.serve(new byte[] {7}).digest();

        assertThat(world.pulled(ALPINE, digest).isWhole(new byte[] {7})).isTrue();
        assertThat(world.isStored(digest)).isTrue();
        assertThat(world.source.opened()).hasSize(1);
    }

    @Test
    void aColdHeadCostsAProbeAndStartsNothing() {
        Digest digest = world.source.serve(content).digest();

        assertThat(world.head(ALPINE, digest)).isEqualTo(new BlobAnswer.Described(content.length));

        assertThat(world.source.opened()).containsExactly(BlobWorld.probe(ALPINE, digest));
        assertThat(world.downloads.count()).isZero();
        assertThat(world.isProven(ALPINE, digest)).isTrue();
    }

    @Test
    void aHeadOfWhatIsArrivingCostsNothing() throws Exception {
        Gate body = new Gate();
        Digest digest = world.source.serve(content).holdingBodyAt(10, body).digest();
        BlobAnswer arriving = world.get(ALPINE, digest);

        assertThat(world.head(ALPINE, digest)).isEqualTo(new BlobAnswer.Described(content.length));

        body.open();
        assertThat(Received.all(arriving).isWhole(content)).isTrue();
        assertThat(world.source.opened()).containsExactly(whole(ALPINE, digest));
    }
}
