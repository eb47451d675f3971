package dev.entrepot.core.pull;

import static dev.entrepot.core.pull.BlobWorld.ALPINE;
import static dev.entrepot.core.pull.BlobWorld.OTHER;
import static dev.entrepot.core.pull.BlobWorld.probe;
import static dev.entrepot.core.pull.BlobWorld.whole;
import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.blob.CorruptBlobException;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.testkit.blob.BlobScript;
import dev.entrepot.testkit.blob.Bytes;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Nothing unverified ever looks whole, and nothing wrong is kept. */
class BlobIntegrityTest {

    @RegisterExtension
    private final BlobWorld world = new BlobWorld();

    private final byte[] content = Bytes.some(100_000);
    private final Digest digest = Digest.sha256(content);

    @Test
    void theLastByteOfAWrongBlobIsNeverShown() throws Exception {
        Received received = world.streamed(ALPINE, world.source.serve(digest, other(content.length)), 1);

        assertThat(received.bytes()).hasSizeLessThan(content.length);
        assertThat(received.cut()).containsInstanceOf(CorruptBlobException.class);
    }

    @Test
    void aWrongBlobIsNotKept() throws Exception {
        world.streamed(ALPINE, world.source.serve(digest, other(content.length)), 1);

        assertThat(world.isStored(digest)).isFalse();
        assertThat(world.store.partial(digest)).isEmpty();
        assertThat(world.index.blobs().find(digest)).isEqualTo(Lookup.absent());
    }

    @Test
    void aWrongBlobIsNotAskedForAgainForAMinute() throws Exception {
        world.streamed(ALPINE, world.source.serve(digest, other(content.length)), 1);
        world.time.advance(Duration.ofSeconds(59));

        assertCorrupt(world.get(ALPINE, digest));
        assertCorrupt(world.get(ALPINE, digest, "bytes=5-9"));

        assertThat(world.source.opened()).containsExactly(whole(ALPINE, digest));
    }

    @Test
    void aMinuteAfterAWrongBlobTheUpstreamGetsAnotherChance() throws Exception {
        world.streamed(ALPINE, world.source.serve(digest, other(content.length)), 1);
        world.source.serve(digest, content);
        world.time.advance(Duration.ofSeconds(60));

        assertThat(world.pulled(ALPINE, digest).isWhole(content)).isTrue();

        assertThat(world.source.opened()).containsExactly(whole(ALPINE, digest), whole(ALPINE, digest));
    }

    @Test
    void aBodyLongerThanAnnouncedIsCut() throws Exception {
        BlobScript tooLong =
                world.source.serve(digest, Bytes.some(content.length + 9)).sayingSize(content.length);

        assertThat(world.streamed(ALPINE, tooLong, 1).cut()).containsInstanceOf(CorruptBlobException.class);
        assertThat(world.isStored(digest)).isFalse();
    }

    @Test
    void aBodyShorterThanAnnouncedIsCut() throws Exception {
        BlobScript tooShort =
                world.source.serve(digest, Arrays.copyOf(content, 50_000)).sayingSize(content.length);

        Received received = world.streamed(ALPINE, tooShort, 1);

        assertThat(received.bytes()).isEqualTo(Arrays.copyOf(content, 50_000));
        assertThat(received.cut()).isPresent();
        assertThat(world.isStored(digest)).isFalse();
    }

    @Test
    void withoutASizeThatOfTheManifestIsUsed() throws Exception {
        world.source.serve(content).ofUnknownSize();
        world.claim(ALPINE, digest, content.length);

        assertThat(world.pulled(ALPINE, digest).isWhole(content)).isTrue();

        assertThat(world.source.opened()).containsExactly(whole(ALPINE, digest));
    }

    @Test
    void withoutAnySizeAProbeTellsOrNobody() {
        world.source.serve(content).ofUnknownSize();

        assertThat(world.get(ALPINE, digest)).isInstanceOf(BlobAnswer.Unavailable.class);

        assertThat(world.source.opened()).containsExactly(whole(ALPINE, digest), probe(ALPINE, digest));
    }

    @Test
    void anUpstreamThatContradictsTheManifestIsRefused() {
        world.source.serve(content);
        world.claim(ALPINE, digest, content.length + 1);

        assertCorrupt(world.get(ALPINE, digest));
        assertThat(world.source.opened()).containsExactly(whole(ALPINE, digest));
    }

    /** An empty body has no last byte to withhold: answering at all would call it whole. */
    @Test
    void anEmptyBodyForABlobThatIsNotEmptyIsNeverAnswered() throws Exception {
        world.source.serve(digest, new byte[0]);

        assertCorrupt(world.get(ALPINE, digest));

        world.awaitFills();
        assertThat(world.isStored(digest)).isFalse();
    }

    @Test
    void aWrongByteIsNeverShownWhenItIsTheOnlyOne() throws Exception {
        Digest one = Digest.sha256(new byte[] {1});

        world.source.serve(one, new byte[] {2});

        BlobAnswer answer = world.get(ALPINE, one);

        // Whether it was found wrong before or after the answer.
        assertThat(answer instanceof BlobAnswer.Unavailable
                        || Received.all(answer).bytes().length == 0)
                .isTrue();
    }

    /** One upstream that is wrong about a digest says nothing about another. */
    @Test
    void anotherRepositoryIsAskedForItself() throws Exception {
        world.streamed(ALPINE, world.source.serve(digest, other(content.length)).onlyIn(ALPINE), 1);
        world.source.serve(digest, content).onlyIn(OTHER);

        assertThat(world.pulled(OTHER, digest).isWhole(content)).isTrue();
    }

    private static void assertCorrupt(BlobAnswer answer) {
        assertThat(answer)
                .isInstanceOfSatisfying(
                        BlobAnswer.Unavailable.class,
                        corrupt -> assertThat(corrupt.isCorrupt()).isTrue());
    }

    private static byte[] other(int length) {
        return Arrays.copyOf(Bytes.some(length + 1), length);
    }
}
