package dev.entrepot.core.pull;

import static dev.entrepot.core.pull.BlobWorld.ALPINE;
import static dev.entrepot.core.pull.BlobWorld.whole;
import static dev.entrepot.core.pull.BlobWorld.window;
import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.oci.Digest;
import dev.entrepot.testkit.blob.Bytes;
import dev.entrepot.testkit.blob.Gate;
import dev.entrepot.testkit.blob.TempFileBlobStore.Operation;
import java.io.IOException;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** No client is promised a body before there is a byte of it: protocol.md, rule 1. */
class FirstByteTest {

    @RegisterExtension
    private final BlobWorld world = new BlobWorld();

    private final byte[] content = Bytes.some(100_000);

    @Test
    void aSourceThatNeverBringsAByteIsUnavailableAndSoonGivenUp() throws Exception {
        Digest digest = cutAt(0);

        BlobAnswer answer = world.get(ALPINE, digest);

        assertThat(answer)
                .isInstanceOfSatisfying(
                        BlobAnswer.Unavailable.class,
                        down -> assertThat(down.cause()).hasMessage("cut"));
        assertThat(world.source.opened()).hasSize(3).containsOnly(whole(ALPINE, digest));
        world.awaitFills();
        assertThat(world.store.partial(digest)).isEmpty();
    }

    @Test
    void whoAsksAfterThatAsksTheSourceAgain() throws Exception {
        Digest digest = cutAt(0);
        world.get(ALPINE, digest);
        world.awaitFills();
        world.source.serve(content);

        assertThat(world.pulled(ALPINE, digest).isWhole(content)).isTrue();
    }

    @Test
    void aSourceThatIsCutBeforeItsFirstByteIsAskedAgainBeforeAnybodyIsAnswered() throws Exception {
        Digest digest = world.source
                .serve(content)
                .failingOnceAt(0, () -> new IOException("cut"))
                .digest();

        assertThat(world.pulled(ALPINE, digest).isWhole(content)).isTrue();

        assertThat(world.source.opened()).containsExactly(whole(ALPINE, digest), whole(ALPINE, digest));
    }

    @Test
    void aClientHasNoAnswerWhileThereIsNoByte() throws Exception {
        Gate body = new Gate();
        Digest digest = world.source.serve(content).holdingBodyAt(0, body).digest();

        Future<Received> client = world.threads
                .start(1, () -> Received.all(world.get(ALPINE, digest)))
                .getFirst();
        body.awaitArrival();
        assertThat(world.downloads.underWay(digest))
                .hasValueSatisfying(download -> assertThat(download.lease()).isEmpty());
        body.open();

        assertThat(Threads.await(client).isWhole(content)).isTrue();
    }

    @Test
    void aWindowThatBringsNoByteLeavesTheRangeToTheFill() throws Exception {
        Gate answered = new Gate();
        Digest digest = world.source
                .serve(content)
                .failingOnceAt(10, () -> new IOException("cut"))
                .holdingBodyAt(20, answered)
                .digest();

        BlobAnswer answer = world.get(ALPINE, digest, "bytes=10-19");
        answered.open();

        assertThat(answer).isInstanceOf(BlobAnswer.Arriving.class);
        assertThat(Received.all(answer).isWhole(content)).isTrue();
        world.awaitFills();
        assertThat(world.source.opened()).containsExactly(window(ALPINE, digest, 10, 19), whole(ALPINE, digest));
    }

    @Test
    void aBodyThatCannotBeStoredIsNotPromisedBeforeItBegins() throws Exception {
        world.store.fail(Operation.CREATE, new IOException("disk full"));
        Digest digest = cutAt(0);

        assertThat(world.get(ALPINE, digest)).isInstanceOf(BlobAnswer.Unavailable.class);
    }

    private Digest cutAt(int offset) {
        return world.source
                .serve(content)
                .failingAt(offset, () -> new IOException("cut"))
                .digest();
    }
}
