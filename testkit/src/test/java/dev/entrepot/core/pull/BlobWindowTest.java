package dev.entrepot.core.pull;

import static dev.entrepot.core.pull.BlobWorld.ALPINE;
import static dev.entrepot.core.pull.BlobWorld.whole;
import static dev.entrepot.core.pull.BlobWorld.window;
import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.blob.CorruptBlobException;
import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.blob.RemoteBlob;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.testkit.blob.BlobScript;
import dev.entrepot.testkit.blob.Bytes;
import dev.entrepot.testkit.blob.Gate;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A range so far ahead of the fill that it is read from the upstream in closed windows. */
class BlobWindowTest {

    private static final int MEBIBYTE = 1 << 20;
    private static final int SIZE = 20 * MEBIBYTE;

    @RegisterExtension
    private final BlobWorld world = new BlobWorld();

    private static final byte[] CONTENT = Bytes.some(SIZE);
    private final Digest digest = Digest.sha256(CONTENT);
    private final Gate body = new Gate();

    @Test
    void aFarRangeIsReadInWindowsOfEightMebibytesAtMost() throws Exception {
        BlobAnswer first = slowlyArriving();

        BlobAnswer far = far(2, SIZE);

        assertThat(far).isInstanceOfSatisfying(BlobAnswer.Windowed.class, windowed -> {
            assertThat(windowed.size()).isEqualTo(SIZE);
            assertThat(windowed.range().first()).isEqualTo(2 * MEBIBYTE);
        });
        assertThat(Received.all(far).isWhole(Arrays.copyOfRange(CONTENT, 2 * MEBIBYTE, SIZE)))
                .isTrue();
        assertThat(world.source.opened())
                .containsExactly(
                        whole(ALPINE, digest),
                        window(ALPINE, digest, 2 * MEBIBYTE, 10 * MEBIBYTE - 1),
                        window(ALPINE, digest, 10 * MEBIBYTE, 18 * MEBIBYTE - 1),
                        window(ALPINE, digest, 18 * MEBIBYTE, SIZE - 1));
        finish(first);
    }

    @Test
    void aClientThatLeavesEarlyCostsOneWindow() throws Exception {
        BlobAnswer first = slowlyArriving();

        RemoteBlob far = ((BlobAnswer.Windowed) far(2, SIZE)).body();
        assertThat(far.next()).isNotNull();
        far.close();

        assertThat(world.source.opened()).hasSize(2);
        assertThat(world.source.openStreams()).as("the fill's own").isEqualTo(1);
        finish(first);
    }

    @Test
    void aBlobHasTwoWindowsAtATime() throws Exception {
        BlobAnswer first = slowlyArriving();
        RemoteBlob one = ((BlobAnswer.Windowed) far(2, 3)).body();
        RemoteBlob two = ((BlobAnswer.Windowed) far(4, 5)).body();

        BlobAnswer third = farAtOnce(6, 7);
        assertThat(third).isNotInstanceOf(BlobAnswer.Windowed.class);
        assertThat(world.source.opened()).hasSize(3);
        one.close();
        BlobAnswer again = far(6, 7);
        assertThat(again).isInstanceOf(BlobAnswer.Windowed.class);

        two.close();
        ((BlobAnswer.Windowed) again).body().close();
        ((BlobAnswer.Arriving) third).file().close();
        finish(first);
    }

    @Test
    void whoeverReadsSlowlyMakesWayForWhoWaitsAndGoesOnWhereHeWas() throws Exception {
        BlobAnswer first = slowlyArriving();
        RemoteBlob one = ((BlobAnswer.Windowed) far(2, SIZE)).body();
        RemoteBlob two = ((BlobAnswer.Windowed) far(4, 5)).body();
        byte[] inHand = bytes(one.next());
        world.time.advance(Duration.ofSeconds(3));

        BlobAnswer third = farAtOnce(6, 7);

        assertThat(third).isInstanceOf(BlobAnswer.Windowed.class);
        assertThat(world.source.openStreams()).as("the fill's, and two").isEqualTo(3);
        two.close();
        assertThat(Received.relayed(one).isWhole(Arrays.copyOfRange(CONTENT, 3 * MEBIBYTE, SIZE)))
                .isTrue();
        assertThat(inHand).isEqualTo(Arrays.copyOfRange(CONTENT, 2 * MEBIBYTE, 3 * MEBIBYTE));
        assertThat(world.source.opened())
                .containsExactly(
                        whole(ALPINE, digest),
                        window(ALPINE, digest, 2 * MEBIBYTE, 10 * MEBIBYTE - 1),
                        window(ALPINE, digest, 4 * MEBIBYTE, 5 * MEBIBYTE - 1),
                        window(ALPINE, digest, 6 * MEBIBYTE, 7 * MEBIBYTE - 1),
                        window(ALPINE, digest, 3 * MEBIBYTE, 11 * MEBIBYTE - 1),
                        window(ALPINE, digest, 11 * MEBIBYTE, 19 * MEBIBYTE - 1),
                        window(ALPINE, digest, 19 * MEBIBYTE, SIZE - 1));
        ((BlobAnswer.Windowed) third).body().close();
        finish(first);
    }

    @Test
    void aWindowThatLosesItsTurnBeforeItWasReadStillBringsSomething() throws Exception {
        BlobAnswer first = slowlyArriving();
        RemoteBlob one = ((BlobAnswer.Windowed) far(2, 4)).body();
        RemoteBlob two = ((BlobAnswer.Windowed) far(4, 5)).body();
        world.time.advance(Duration.ofSeconds(3));
        BlobAnswer third = farAtOnce(6, 7);
        ((BlobAnswer.Windowed) third).body().close();

        assertThat(bytes(one.next())).isEqualTo(Arrays.copyOfRange(CONTENT, 2 * MEBIBYTE, 3 * MEBIBYTE));
        assertThat(bytes(one.next())).isEqualTo(Arrays.copyOfRange(CONTENT, 3 * MEBIBYTE, 4 * MEBIBYTE));
        one.close();
        two.close();
        finish(first);
    }

    @Test
    void whileItIsMadeUseOfNoTurnIsTakenAndThenOneIs() throws Exception {
        BlobScript script = script().holdingBodyAt(10, body);
        BlobAnswer first = arrivingSlowly(script, 10);
        Gate source = new Gate();
        script.holdingBodyAt(3 * MEBIBYTE, source);
        BlobAnswer far = far(2, 5);
        Future<Received> reading = world.threads.start(() -> Received.all(far));
        source.awaitArrival();
        world.time.advance(Duration.ofSeconds(3));
        RemoteBlob two = ((BlobAnswer.Windowed) far(6, 7)).body();

        BlobAnswer third = farAtOnce(7, 8);
        Future<BlobAnswer> fourth = world.threads.start(() -> far(7, 8));

        assertThat(third).isNotInstanceOf(BlobAnswer.Windowed.class);
        ((BlobAnswer.Arriving) third).file().close();
        assertThat(world.source.opened()).hasSize(3);
        source.open();
        assertThat(Received.all(Threads.await(fourth)).isWhole(Arrays.copyOfRange(CONTENT, 7 * MEBIBYTE, 8 * MEBIBYTE)))
                .isTrue();
        assertThat(Threads.await(reading).isWhole(Arrays.copyOfRange(CONTENT, 2 * MEBIBYTE, 5 * MEBIBYTE)))
                .isTrue();
        two.close();
        finish(first);
    }

    @Test
    void aTurnLastsForAsLongAsNobodyWaits() throws Exception {
        BlobAnswer first = slowlyArriving();
        RemoteBlob far = ((BlobAnswer.Windowed) far(2, 4)).body();
        world.time.advance(Duration.ofDays(1));

        assertThat(Received.relayed(far).isWhole(Arrays.copyOfRange(CONTENT, 2 * MEBIBYTE, 4 * MEBIBYTE)))
                .isTrue();
        assertThat(world.source.opened())
                .containsExactly(whole(ALPINE, digest), window(ALPINE, digest, 2 * MEBIBYTE, 4 * MEBIBYTE - 1));
        finish(first);
    }

    @Test
    void aWindowClosedTwiceGivesOneTurnBack() throws Exception {
        BlobAnswer first = slowlyArriving();
        RemoteBlob one = ((BlobAnswer.Windowed) far(2, 3)).body();
        one.close();
        one.close();
        RemoteBlob two = ((BlobAnswer.Windowed) far(2, 3)).body();
        RemoteBlob three = ((BlobAnswer.Windowed) far(2, 3)).body();

        BlobAnswer fourth = farAtOnce(6, 7);

        assertThat(fourth).isNotInstanceOf(BlobAnswer.Windowed.class);
        ((BlobAnswer.Arriving) fourth).file().close();
        two.close();
        three.close();
        finish(first);
    }

    @Test
    void onceTheFillHasCaughtUpTheRestIsReadFromTheFile() throws Exception {
        BlobAnswer first = slowlyArriving();
        BlobAnswer.Windowed far = (BlobAnswer.Windowed) far(2, SIZE);
        assertThat(Objects.requireNonNull(far.body().next()).remaining()).isEqualTo(MEBIBYTE);

        finish(first);

        Received rest = Received.relayed(far.body());
        assertThat(rest.isWhole(Arrays.copyOfRange(CONTENT, 3 * MEBIBYTE, SIZE)))
                .isTrue();
        assertThat(world.source.opened())
                .containsExactly(whole(ALPINE, digest), window(ALPINE, digest, 2 * MEBIBYTE, 10 * MEBIBYTE - 1));
    }

    @Test
    void whoeverReadsFromTheFileWaitsForTheFillAndAsksNobodyElse() throws Exception {
        BlobScript script = script().holdingBodyAt(10, body);
        BlobAnswer first = arrivingSlowly(script, 10);
        RemoteBlob far = ((BlobAnswer.Windowed) far(2, SIZE)).body();
        Gate later = new Gate();
        script.holdingBodyAt(12 * MEBIBYTE, later);
        body.open();
        later.awaitArrival();

        int read = 0;
        while (read < 10 * MEBIBYTE) {
            read += Objects.requireNonNull(far.next()).remaining();
        }
        Future<Received> rest = world.threads.start(() -> Received.relayed(far));
        later.open();

        assertThat(Threads.await(rest).isWhole(Arrays.copyOfRange(CONTENT, 12 * MEBIBYTE, SIZE)))
                .isTrue();
        assertThat(world.source.opened())
                .containsExactly(whole(ALPINE, digest), window(ALPINE, digest, 2 * MEBIBYTE, 10 * MEBIBYTE - 1));
        finish(first);
    }

    @Test
    void aFillThatFailsCutsWhoeverReadsFromItsFile() throws Exception {
        byte[] wrong = CONTENT.clone();
        wrong[SIZE - 1]++;
        BlobAnswer first = arrivingSlowly(
                world.source.serve(digest, wrong).inChunksOf(MEBIBYTE).holdingBodyAt(10, body), 10);
        BlobAnswer.Windowed far = (BlobAnswer.Windowed) far(2, SIZE);
        body.open();
        Received whole = Received.all(first);
        world.awaitFills();

        Received part = Received.relayed(far.body());

        assertThat(whole.cut()).containsInstanceOf(CorruptBlobException.class);
        assertThat(part.cut()).isPresent();
        assertThat(part.bytes()).hasSizeLessThan(18 * MEBIBYTE);
    }

    @Test
    void aWindowThatBringsNothingEndsTheAnswer() throws Exception {
        BlobAnswer first = slowlyArriving();
        BlobAnswer.Windowed far = (BlobAnswer.Windowed) far(2, SIZE);
        world.source.goDown(new IOException("down"));

        Received received = Received.relayed(far.body());

        assertThat(received.bytes()).hasSize(8 * MEBIBYTE);
        assertThat(received.cut()).isPresent();
        finish(first);
    }

    private BlobScript script() {
        return world.source.serve(CONTENT).inChunksOf(MEBIBYTE);
    }

    private BlobAnswer slowlyArriving() {
        return arrivingSlowly(script().holdingBodyAt(10, body), 10);
    }

    /** So slowly that nothing ahead is near. */
    private BlobAnswer arrivingSlowly(BlobScript script, int reached) {
        BlobAnswer first = world.get(ALPINE, script.digest());
        Download download = ((BlobAnswer.Arriving) first).download();
        assertThat(download.beyond(reached - 1).toCompletableFuture()).succeedsWithin(Duration.ofSeconds(20));
        world.time.advance(Duration.ofDays(1));
        return first;
    }

    private void finish(BlobAnswer first) throws Exception {
        body.open();
        assertThat(Received.all(first).isWhole(CONTENT)).isTrue();
        world.awaitFills();
    }

    /** From one mebibyte to before another one, or the end. */
    private BlobAnswer far(int from, int to) {
        return world.get(ALPINE, digest, range(from, to));
    }

    /** Without waiting for a turn. */
    private BlobAnswer farAtOnce(int from, int to) {
        return world.pull.pull(BlobWorld.request(ALPINE, digest, range(from, to)), Deadline.after(Duration.ZERO));
    }

    private static String range(int from, int to) {
        String last = to == SIZE ? "" : "" + ((long) to * MEBIBYTE - 1);
        return "bytes=" + (long) from * MEBIBYTE + "-" + last;
    }

    private static byte[] bytes(@Nullable ByteBuffer chunk) {
        byte[] bytes = new byte[Objects.requireNonNull(chunk).remaining()];
        chunk.get(bytes);
        return bytes;
    }
}
