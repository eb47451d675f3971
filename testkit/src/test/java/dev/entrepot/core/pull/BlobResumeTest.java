package dev.entrepot.core.pull;

import static dev.entrepot.core.pull.BlobWorld.ALPINE;
import static dev.entrepot.core.pull.BlobWorld.rest;
import static dev.entrepot.core.pull.BlobWorld.whole;
import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.blob.BlobWriter;
import dev.entrepot.core.blob.CorruptBlobException;
import dev.entrepot.core.blob.Intent;
import dev.entrepot.core.blob.Window;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.testkit.blob.BlobScript;
import dev.entrepot.testkit.blob.Bytes;
import dev.entrepot.testkit.blob.Gate;
import dev.entrepot.testkit.blob.ScriptedSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A transfer that broke goes on where it broke, in this process and in the next. */
class BlobResumeTest {

    private static final int CUT = 40_000;

    @RegisterExtension
    private final BlobWorld world = new BlobWorld();

    private final byte[] content = Bytes.some(100_000);
    private final Digest digest = Digest.sha256(content);

    // ---- broken while clients are reading ----------------------------------------------------------------------

    @Test
    void aCutTransferGoesOnAtTheExactOffsetAndNoReaderNotices() throws Exception {
        BlobScript script = world.source.serve(content).failingOnceAt(CUT, () -> new IOException("reset"));

        assertThat(world.streamed(ALPINE, script, 1).isWhole(content)).isTrue();

        assertThat(world.source.opened()).containsExactly(whole(ALPINE, digest), rest(ALPINE, digest, CUT));
        assertThat(world.isStored(digest)).isTrue();
    }

    @Test
    void aTransferCutBeforeItsFirstByteStartsAgain() throws Exception {
        BlobScript script = world.source.serve(content).failingOnceAt(0, () -> new IOException("reset"));

        assertThat(world.pulled(ALPINE, script.digest()).isWhole(content)).isTrue();

        assertThat(world.source.opened()).containsExactly(whole(ALPINE, digest), whole(ALPINE, digest));
    }

    @Test
    void aSourceThatStartsAgainAtZeroHasToSendTheSameBytes() throws Exception {
        BlobScript script =
                world.source.serve(content).ignoringRanges().failingOnceAt(CUT, () -> new IOException("reset"));

        assertThat(world.streamed(ALPINE, script, 1).isWhole(content)).isTrue();

        assertThat(world.source.opened()).containsExactly(whole(ALPINE, digest), rest(ALPINE, digest, CUT));
    }

    @Test
    void aSourceThatSendsOtherBytesTheSecondTimeIsCorrupt() throws Exception {
        BlobScript script = world.source.serve(digest, content).ignoringRanges().failingOnceAt(CUT, () -> {
            byte[] other = content.clone();
            other[100]++;
            world.source.serve(digest, other).ignoringRanges();
            return new IOException("reset");
        });

        Received received = world.streamed(ALPINE, script, 1);

        assertThat(received.cut()).containsInstanceOf(CorruptBlobException.class);
        assertThat(received.bytes()).isEqualTo(Arrays.copyOf(content, CUT));
        assertThat(world.isStored(digest)).isFalse();
        assertThat(world.store.partial(digest)).isEmpty();
    }

    @Test
    void aTransferThatIsCutAtTheSamePlaceEveryTimeEndsSomeday() throws Exception {
        BlobScript script = world.source.serve(content).failingAt(CUT, () -> new IOException("reset"));

        Received received = world.streamed(ALPINE, script, 1);

        assertThat(received.bytes()).isEqualTo(Arrays.copyOf(content, CUT));
        assertThat(received.cut()).isPresent();
        String again = rest(ALPINE, digest, CUT);
        assertThat(world.source.opened()).containsExactly(whole(ALPINE, digest), again, again, again);
    }

    @Test
    void whatWasReceivedBeforeGivingUpIsTakenUpByTheNextRequest() throws Exception {
        world.streamed(ALPINE, world.source.serve(content).failingAt(CUT, () -> new IOException("reset")), 1);
        int before = world.source.opened().size();
        world.source.serve(content);

        assertThat(world.pulled(ALPINE, digest).isWhole(content)).isTrue();

        assertThat(world.source.opened().subList(before, world.source.opened().size()))
                .containsExactly(rest(ALPINE, digest, CUT));
    }

    @Test
    void aSourceThatNoLongerHasItEndsTheTransfer() throws Exception {
        BlobScript script = world.source.serve(content).failingOnceAt(CUT, () -> {
            world.source.forget(digest);
            return new IOException("reset");
        });

        assertThat(world.streamed(ALPINE, script, 1).cut()).isPresent();

        assertThat(world.source.opened()).containsExactly(whole(ALPINE, digest), rest(ALPINE, digest, CUT));
    }

    // ---- left behind by an earlier process ---------------------------------------------------------------------

    @Test
    void aPartialFileIsContinuedFromItsOffsetWithItsValidator() throws Exception {
        leaveBehind(content, CUT, Optional.of("\"v1\""));
        world.source.serve(content).withValidator("\"v1\"");

        assertThat(world.pulled(ALPINE, digest).isWhole(content)).isTrue();

        assertThat(world.source.opened()).containsExactly(restIf(CUT, "\"v1\""));
        assertThat(world.isStored(digest)).isTrue();
    }

    @Test
    void aPartialFileOfAnotherValidatorStartsAgainAtZero() throws Exception {
        leaveBehind(content, CUT, Optional.of("\"v1\""));
        world.source.serve(content).withValidator("\"v2\"");

        assertThat(world.pulled(ALPINE, digest).isWhole(content)).isTrue();

        assertThat(world.source.opened()).containsExactly(restIf(CUT, "\"v1\""));
    }

    @Test
    void aPartialFileOfAnotherSizeStartsAgainAtZero() throws Exception {
        leave(new Intent(digest, ALPINE, content.length + 1, Optional.empty()), content, CUT);
        world.source.serve(content);

        assertThat(world.pulled(ALPINE, digest).isWhole(content)).isTrue();

        assertThat(world.source.opened()).containsExactly(rest(ALPINE, digest, CUT), whole(ALPINE, digest));
    }

    @Test
    void aSourceThatDoesNotTakeTheRangeIsAskedForEverything() throws Exception {
        leaveBehind(content, CUT, Optional.empty());
        world.source.serve(content).ignoringRanges();

        assertThat(world.pulled(ALPINE, digest).isWhole(content)).isTrue();

        assertThat(world.source.opened()).containsExactly(rest(ALPINE, digest, CUT));
    }

    /** The prefix is to blame, not the upstream: it is dropped, and nobody waits a minute. */
    @Test
    void aBadPrefixFailsOnceAndIsDropped() throws Exception {
        byte[] bad = content.clone();
        bad[100]++;
        leaveBehind(bad, CUT, Optional.empty());
        BlobScript script = world.source.serve(content);

        assertThat(world.streamed(ALPINE, script, CUT).cut()).containsInstanceOf(CorruptBlobException.class);
        assertThat(world.pulled(ALPINE, digest).isWhole(content)).isTrue();

        assertThat(world.source.opened()).containsExactly(rest(ALPINE, digest, CUT), whole(ALPINE, digest));
    }

    @Test
    void whatAPartialFileHasIsReadableBeforeTheRestCame() throws Exception {
        Gate body = new Gate();
        leaveBehind(content, CUT, Optional.empty());
        world.source.serve(content).holdingBodyAt(CUT, body);

        BlobAnswer answer = world.get(ALPINE, digest, "bytes=0-39999");
        assertThat(Received.part(answer, 0, CUT).bytes()).isEqualTo(Arrays.copyOf(content, CUT));

        body.open();
    }

    @Test
    void aPartialFileTheSourceRefusesIsARefusal() throws Exception {
        leaveBehind(content, CUT, Optional.empty());

        assertThat(world.get(ALPINE, digest)).isInstanceOf(BlobAnswer.Unknown.class);

        assertThat(world.source.opened()).containsExactly(rest(ALPINE, digest, CUT));
    }

    private void leaveBehind(byte[] bytes, int length, Optional<String> validator) throws IOException {
        leave(new Intent(digest, ALPINE, content.length, validator), bytes, length);
    }

    private void leave(Intent intent, byte[] bytes, int length) throws IOException {
        BlobWriter writer = Bytes.found(world.store.create(intent));
        writer.append(ByteBuffer.wrap(bytes, 0, length));
        writer.abort(new IOException("the process ended"));
    }

    private String restIf(long offset, String validator) {
        return ScriptedSource.call(ALPINE, digest, new Window.From(offset, Optional.of(validator)));
    }
}
