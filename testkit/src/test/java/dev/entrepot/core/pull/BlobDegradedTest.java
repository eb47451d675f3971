package dev.entrepot.core.pull;

import static dev.entrepot.core.pull.BlobWorld.ALPINE;
import static dev.entrepot.core.pull.BlobWorld.OTHER;
import static dev.entrepot.core.pull.BlobWorld.probe;
import static dev.entrepot.core.pull.BlobWorld.whole;
import static dev.entrepot.core.pull.BlobWorld.window;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.entrepot.core.blob.CorruptBlobException;
import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.testkit.blob.Bytes;
import dev.entrepot.testkit.blob.TempFileBlobStore.Operation;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What can still be served is served. */
class BlobDegradedTest {

    @RegisterExtension
    private final BlobWorld world = new BlobWorld();

    private final byte[] content = Bytes.some(100_000);
    private final Digest digest = Digest.sha256(content);

    @Test
    void whatTheDiskRefusesIsPassedThroughFromTheStreamThatWasOpenedForIt() throws Exception {
        world.source.serve(content);
        world.store.fail(Operation.CREATE, new IOException("disk full"));

        BlobAnswer answer = world.get(ALPINE, digest);

        assertThat(answer).isInstanceOfSatisfying(BlobAnswer.PassedThrough.class, passed -> {
            assertThat(passed.size()).isEqualTo(content.length);
            assertThat(passed.missing()).isEqualTo(Dependency.DISK);
        });
        assertThat(Received.all(answer).isWhole(content)).isTrue();
        assertThat(world.source.opened()).containsExactly(whole(ALPINE, digest));
        world.awaitFills();
        assertThat(world.source.openStreams()).isZero();
    }

    @Test
    void aSizeThatWasAskedForIsNotForgottenWhereTheDiskRefuses() throws Exception {
        world.source.serve(content).chunked();
        world.store.fail(Operation.CREATE, new IOException("disk full"));

        BlobAnswer answer = world.get(ALPINE, digest);

        assertThat(Received.all(answer).isWhole(content)).isTrue();
        assertThat(world.source.opened()).containsExactly(whole(ALPINE, digest), probe(ALPINE, digest));
    }

    @Test
    void whatCannotBeLookedUpOnDiskIsPassedThrough() throws Exception {
        world.source.serve(content);
        world.store.fail(Operation.FIND, new IOException("disk failing"));

        assertThat(Received.all(world.get(ALPINE, digest)).isWhole(content)).isTrue();

        assertThat(world.source.opened()).containsExactly(whole(ALPINE, digest));
    }

    @Test
    void theLastByteOfAWrongBlobIsNeverPassedThrough() throws Exception {
        world.source.serve(digest, Arrays.copyOf(Bytes.some(content.length + 1), content.length));
        world.store.fail(Operation.CREATE, new IOException("disk full"));

        Received received = Received.all(world.get(ALPINE, digest));

        assertThat(received.cut()).containsInstanceOf(CorruptBlobException.class);
        assertThat(received.bytes()).hasSize(content.length - 1);
    }

    @Test
    void aBodyLongerThanAnnouncedIsNotPassedThroughWhole() throws Exception {
        world.source.serve(digest, Bytes.some(content.length + 1)).sayingSize(content.length);
        world.store.fail(Operation.CREATE, new IOException("disk full"));

        Received received = Received.all(world.get(ALPINE, digest));

        assertThat(received.cut()).containsInstanceOf(CorruptBlobException.class);
        assertThat(received.bytes()).hasSizeLessThan(content.length);
    }

    @Test
    void aBodyShorterThanAnnouncedIsNotPassedThroughWhole() throws Exception {
        world.source.serve(digest, Arrays.copyOf(content, 50_000)).sayingSize(content.length);
        world.store.fail(Operation.CREATE, new IOException("disk full"));

        Received received = Received.all(world.get(ALPINE, digest));

        assertThat(received.cut()).isPresent();
        assertThat(received.bytes()).hasSize(50_000);
    }

    @Test
    void anEmptyBodyForABlobThatIsNotEmptyIsNotPassedThrough() {
        world.source.serve(digest, new byte[0]);
        world.store.fail(Operation.FIND, new IOException("disk failing"));

        assertThat(world.get(ALPINE, digest))
                .isInstanceOfSatisfying(
                        BlobAnswer.Unavailable.class,
                        corrupt -> assertThat(corrupt.isCorrupt()).isTrue());
    }

    @Test
    void anEmptyBlobIsPassedThrough() throws Exception {
        Digest empty = world.source.serve(new byte[0]).digest();
        world.store.fail(Operation.FIND, new IOException("disk failing"));

        assertThat(Received.all(world.get(ALPINE, empty)).isWhole(new byte[0])).isTrue();
    }

    @Test
    void whatIsPassedThroughComesFromTheRepositoryThatAsked() {
        world.source.serve(content).onlyIn(ALPINE);
        world.prove(ALPINE, digest, content.length);
        world.store.fail(Operation.FIND, new IOException("disk failing"));

        assertThat(world.get(OTHER, digest)).isEqualTo(new BlobAnswer.Unknown(Lookup.Refusal.NOT_FOUND));
    }

    @Test
    void aHeadWithoutADiskIsAProbe() {
        world.source.serve(content);
        world.store.fail(Operation.FIND, new IOException("disk failing"));

        assertThat(world.head(ALPINE, digest)).isEqualTo(new BlobAnswer.Described(content.length));
        assertThat(world.source.opened()).containsExactly(probe(ALPINE, digest));
    }

    @Test
    void aRangeWithoutADiskIsAWindow() throws Exception {
        world.source.serve(content);
        world.store.fail(Operation.FIND, new IOException("disk failing"));

        Received received = Received.all(world.get(ALPINE, digest, "bytes=1000-1999"));

        assertThat(received.isWhole(Arrays.copyOfRange(content, 1000, 2000))).isTrue();
        assertThat(world.source.opened()).containsExactly(probe(ALPINE, digest), window(ALPINE, digest, 1000, 1999));
    }

    /** The stream for the fill goes at once: nobody will read it. */
    @Test
    void aRangeThatTheDiskRefusesToFillHoldsNoStream() throws Exception {
        world.source.serve(content);
        world.store.fail(Operation.CREATE, new IOException("disk full"));

        Received received = Received.all(world.get(ALPINE, digest, "bytes=1000-99999"));

        assertThat(received.isWhole(Arrays.copyOfRange(content, 1000, 100_000))).isTrue();
        world.awaitFills();
        assertThat(world.source.openStreams()).isZero();
    }

    @Test
    void aRangeOutsideTheBlobWithoutADiskIsDescribed() {
        world.source.serve(content);
        world.store.fail(Operation.FIND, new IOException("disk failing"));

        assertThat(world.get(ALPINE, digest, "bytes=200000-")).isEqualTo(new BlobAnswer.Described(content.length));
    }

    /** Some clients send {@code bytes=0-} with every request: what is asked for whole is verified whole. */
    @Test
    void aRangeThatIsTheWholeBlobIsVerifiedLikeOne() throws Exception {
        world.source.serve(digest, Arrays.copyOf(Bytes.some(content.length + 1), content.length));
        world.store.fail(Operation.FIND, new IOException("disk failing"));

        BlobAnswer answer = world.get(ALPINE, digest, "bytes=0-");

        assertThat(answer).isInstanceOf(BlobAnswer.PassedThrough.class);
        assertThat(Received.all(answer).bytes()).hasSize(content.length - 1);
    }

    @Test
    void aDiskThatFillsUpInTheMiddleCutsTheReadersAndKeepsThePrefix() throws Exception {
        Received received = world.streamed(
                ALPINE,
                world.source.serve(content).failingOnceAt(50_000, () -> {
                    world.store.fail(Operation.APPEND, new IOException("disk full"));
                    return new IOException("reset");
                }),
                1);

        assertThat(received.bytes()).isEqualTo(Arrays.copyOf(content, 50_000));
        assertThat(received.cut()).isPresent();
        assertThat(world.isStored(digest)).isFalse();
        assertThat(world.store.partial(digest)).isPresent();
    }

    @Test
    void aBlobThatCannotBeCommittedIsDeliveredAllTheSame() throws Exception {
        world.store.fail(Operation.COMMIT, new IOException("disk full"));

        Received received = world.streamed(ALPINE, world.source.serve(content), 1);

        assertThat(received.isWhole(content)).isTrue();
        assertThat(world.isStored(digest)).isFalse();
        assertThat(world.index.blobs().find(digest)).isEqualTo(Lookup.absent());
    }

    @Test
    void aColdBlobIsKeptWhileTheIndexIsDown() throws Exception {
        world.source.serve(content);
        world.index.failWith(new IOException("down"));

        assertThat(world.pulled(ALPINE, digest).isWhole(content)).isTrue();

        assertThat(world.isStored(digest)).isTrue();
        assertThat(world.source.opened()).containsExactly(whole(ALPINE, digest));
    }

    @Test
    void withTheIndexDownWhatWasJustKeptCostsAProbeAndNoSecondBody() throws Exception {
        world.source.serve(content);
        world.index.failWith(new IOException("down"));
        world.pulled(ALPINE, digest);

        assertThat(world.pulled(ALPINE, digest).isWhole(content)).isTrue();

        assertThat(world.source.opened()).containsExactly(whole(ALPINE, digest), probe(ALPINE, digest));
    }

    @Test
    void aBlobWeHoldIsServedWhileTheUpstreamIsDown() throws Exception {
        world.hold(content, false);
        world.prove(ALPINE, digest, content.length);
        world.source.goDown(new IOException("down"));

        assertThat(world.pulled(ALPINE, digest).isWhole(content)).isTrue();
        assertThat(world.source.opened()).isEmpty();
    }

    // ---- what nobody expects -----------------------------------------------------------------------------------

    @Test
    void anErrorInTheMiddleEndsReadersAndLeavesNothingOpen() throws Exception {
        Received received = world.streamed(
                ALPINE,
                world.source.serve(content).failingOnceAt(50_000, () -> {
                    throw new AssertionError("a bug");
                }),
                1);

        assertThat(received.cut()).containsInstanceOf(AssertionError.class);
        assertThat(received.bytes()).hasSizeLessThanOrEqualTo(50_000);
        assertThat(world.isStored(digest)).isFalse();
    }

    @Test
    void anErrorBeforeTheFillStartedLeavesNobodyWaiting() throws Exception {
        assertThatIllegalStateException()
                .isThrownBy(() -> world.fills.joinOrStart(
                        new Fills.Asked(
                                ALPINE,
                                digest,
                                -1,
                                () -> {
                                    throw new IllegalStateException("a bug");
                                },
                                () -> false),
                        Deadline.after(Duration.ofSeconds(20))));

        assertThat(world.downloads.count()).isZero();
        world.source.serve(content);
        assertThat(world.pulled(ALPINE, digest).isWhole(content)).isTrue();
    }
}
