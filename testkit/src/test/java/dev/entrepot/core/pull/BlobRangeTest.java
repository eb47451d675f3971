package dev.entrepot.core.pull;

import static dev.entrepot.core.pull.BlobWorld.ALPINE;
import static dev.entrepot.core.pull.BlobWorld.OTHER;
import static dev.entrepot.core.pull.BlobWorld.whole;
import static dev.entrepot.core.pull.BlobWorld.window;
import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.testkit.blob.Bytes;
import dev.entrepot.testkit.blob.Gate;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Parts of blobs that are not on disk, or not yet. */
class BlobRangeTest {

    @RegisterExtension
    private final BlobWorld world = new BlobWorld();

    private final byte[] content = Bytes.some(100_000);
    private final Digest digest = Digest.sha256(content);

    // ---- of a blob nobody is filling ---------------------------------------------------------------------------

    @Test
    void aSmallRangeOfAColdBlobIsAWindowAndStartsNothing() throws Exception {
        world.source.serve(content);

        BlobAnswer answer = world.get(ALPINE, digest, "bytes=0-1");

        assertThat(answer).isInstanceOfSatisfying(BlobAnswer.Windowed.class, windowed -> {
            assertThat(windowed.size()).isEqualTo(content.length);
            assertThat(windowed.range()).hasToString("0-1");
        });
        assertThat(Received.all(answer).isWhole(Arrays.copyOf(content, 2))).isTrue();
        assertThat(world.source.opened()).containsExactly(window(ALPINE, digest, 0, 1));
        assertThat(world.downloads.count()).isZero();
        assertThat(world.isProven(ALPINE, digest)).isTrue();
    }

    @Test
    void aBlobOfWhichATwentiethWasAskedForIsFilled() throws Exception {
        world.source.serve(content);
        for (int i = 0; i < 4; i++) {
            Received.all(world.get(ALPINE, digest, "bytes=0-1023"));
        }
        assertThat(world.source.opened()).hasSize(4).containsOnly(window(ALPINE, digest, 0, 1023));

        BlobAnswer fifth = world.get(ALPINE, digest, "bytes=0-1023");

        assertThat(Received.all(fifth)).isNotNull();
        world.awaitFills();
        assertThat(world.source.opened()).hasSize(5).endsWith(whole(ALPINE, digest));
        assertThat(world.isStored(digest)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=0-", "bytes=99999-", "bytes=0-9999", "bytes=-50000", "bytes=0-99999999999999999999"})
    void whatIsNotSmallForCertainIsFilled(String range) throws Exception {
        world.source.serve(content);
        world.prove(ALPINE, digest, content.length);

        Received.all(world.get(ALPINE, digest, range));
        world.awaitFills();

        assertThat(world.source.opened()).containsExactly(whole(ALPINE, digest));
        assertThat(world.isStored(digest)).isTrue();
    }

    @Test
    void aSmallSuffixOfAColdBlobOfKnownSizeIsAWindow() throws Exception {
        world.source.serve(content);
        world.prove(ALPINE, digest, content.length);

        Received received = Received.all(world.get(ALPINE, digest, "bytes=-100"));

        assertThat(received.isWhole(Arrays.copyOfRange(content, 99_900, 100_000)))
                .isTrue();
        assertThat(world.source.opened()).containsExactly(window(ALPINE, digest, 99_900, 99_999));
    }

    @Test
    void aSmallRangeThatEndsBeyondTheBlobIsCutToIt() throws Exception {
        world.source.serve(content);

        BlobAnswer answer = world.get(ALPINE, digest, "bytes=99000-100100");

        assertThat(answer)
                .isInstanceOfSatisfying(
                        BlobAnswer.Windowed.class,
                        windowed -> assertThat(windowed.range()).hasToString("99000-99999"));
        assertThat(Received.all(answer).isWhole(Arrays.copyOfRange(content, 99_000, 100_000)))
                .isTrue();
    }

    @Test
    void aSmallRangeBeyondTheEndTellsTheSizeAndStartsNothing() throws Exception {
        world.source.serve(content);

        BlobAnswer answer = world.get(ALPINE, digest, "bytes=100000-100001");

        assertThat(answer).isEqualTo(new BlobAnswer.Described(content.length));
        assertThat(world.source.opened()).containsExactly(window(ALPINE, digest, 100_000, 100_001));
        assertThat(world.source.openStreams()).isZero();
        assertThat(world.fillsStarted()).isZero();
        assertThat(world.isProven(ALPINE, digest)).isTrue();
        assertThat(world.get(ALPINE, digest, "bytes=100000-")).isEqualTo(answer);
        assertThat(world.source.opened()).hasSize(1);
    }

    @Test
    void aSmallRangeOfWhatTheRepositoryDoesNotHaveIsUnknown() {
        world.source.serve(content).onlyIn(ALPINE);
        world.prove(ALPINE, digest, content.length);

        assertThat(world.get(OTHER, digest, "bytes=0-1")).isEqualTo(new BlobAnswer.Unknown(Lookup.Refusal.NOT_FOUND));
        assertThat(world.source.opened()).containsExactly(window(OTHER, digest, 0, 1));
    }

    @Test
    void aSourceWithoutRangesIsFilledFrom() throws Exception {
        world.source.serve(content).ignoringRanges();

        assertThat(Received.all(world.get(ALPINE, digest, "bytes=0-1"))).isNotNull();
        world.awaitFills();

        assertThat(world.source.opened()).containsExactly(window(ALPINE, digest, 0, 1), whole(ALPINE, digest));
        assertThat(world.isStored(digest)).isTrue();
    }

    // ---- of a blob that is arriving ----------------------------------------------------------------------------

    @Test
    void aRangeTheFillReachesSoonWaitsForIt() throws Exception {
        Gate body = new Gate();
        world.source.serve(content).holdingBodyAt(10, body);
        BlobAnswer first = world.get(ALPINE, digest);

        BlobAnswer part = world.get(ALPINE, digest, "bytes=50000-50099");
        assertThat(part).isInstanceOf(BlobAnswer.Arriving.class);

        body.open();
        assertThat(Received.part(part, 50_000, 50_100).bytes()).isEqualTo(Arrays.copyOfRange(content, 50_000, 50_100));
        assertThat(Received.all(first).isWhole(content)).isTrue();
        assertThat(world.source.opened()).containsExactly(whole(ALPINE, digest));
    }

    @Test
    void aRangeAtTheFillPointWaitsForIt() throws Exception {
        Gate body = new Gate();
        world.source.serve(content).holdingBodyAt(10, body);
        BlobAnswer first = world.get(ALPINE, digest);

        BlobAnswer part = world.get(ALPINE, digest, "bytes=0-");
        assertThat(part).isInstanceOf(BlobAnswer.Arriving.class);

        body.open();
        assertThat(Received.all(part).isWhole(content)).isTrue();
        assertThat(Received.all(first).isWhole(content)).isTrue();
    }

    @Test
    void aRangeOutsideAnArrivingBlobStartsNoWindow() throws Exception {
        Gate body = new Gate();
        world.source.serve(content).holdingBodyAt(10, body);
        BlobAnswer first = world.get(ALPINE, digest);

        BlobAnswer nothing = world.get(ALPINE, digest, "bytes=200000-");

        assertThat(nothing).isInstanceOf(BlobAnswer.Arriving.class);
        ((BlobAnswer.Arriving) nothing).file().close();
        body.open();
        assertThat(Received.all(first).isWhole(content)).isTrue();
        assertThat(world.source.opened()).containsExactly(whole(ALPINE, digest));
    }

    @Test
    void aWindowThatCannotBeHadWaitsForTheFill() throws Exception {
        Gate body = new Gate();
        world.source.serve(content).ignoringRanges().holdingBodyAt(10, body);
        BlobAnswer first = world.get(ALPINE, digest);
        world.time.advance(Duration.ofDays(1));

        BlobAnswer part = world.get(ALPINE, digest, "bytes=99000-");

        assertThat(part).isInstanceOf(BlobAnswer.Arriving.class);
        body.open();
        assertThat(Received.part(part, 99_000, 100_000).bytes()).hasSize(1000);
        assertThat(Received.all(first).isWhole(content)).isTrue();
    }

    @Test
    void anUpstreamThatIsDownLeavesRangesOfWhatIsArrivingToTheFill() throws Exception {
        Gate body = new Gate();
        world.source.serve(content).holdingBodyAt(10, body);
        BlobAnswer first = world.get(ALPINE, digest);
        world.time.advance(Duration.ofDays(1));
        world.source.goDown(new IOException("down"));

        BlobAnswer part = world.get(ALPINE, digest, "bytes=99000-");

        body.open();
        assertThat(Received.part(part, 99_000, 100_000).bytes()).hasSize(1000);
        assertThat(Received.all(first).isWhole(content)).isTrue();
    }
}
