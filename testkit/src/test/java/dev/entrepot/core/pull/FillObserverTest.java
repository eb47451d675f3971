package dev.entrepot.core.pull;

import static dev.entrepot.core.pull.BlobWorld.ALPINE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.oci.Digest;
import dev.entrepot.testkit.blob.Bytes;
import dev.entrepot.testkit.blob.Gate;
import dev.entrepot.testkit.blob.TempFileBlobStore;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a {@link PullObserver} hears of. */
class FillObserverTest {

    private static final String STARTED = "started for " + ALPINE;

    @RegisterExtension
    private final BlobWorld world = new BlobWorld();

    private final byte[] content = Bytes.some(100_000);
    private final Digest digest = Digest.sha256(content);

    @Test
    void aFillIsHeardOfWhenItStartsAndWhenItsBlobIsStored() throws Exception {
        world.streamed(ALPINE, world.source.serve(content), 1);

        assertThat(world.heard.lines()).containsExactly(STARTED, "STORED for 1");
    }

    @Test
    void everyReaderOfAFillIsCounted() throws Exception {
        Gate body = new Gate();
        world.source.serve(content).holdingBodyAt(10, body);

        List<Future<BlobAnswer>> clients = world.threads.start(20, () -> world.get(ALPINE, digest));
        List<BlobAnswer> answers = Threads.await(clients);
        body.open();
        for (BlobAnswer answer : answers) {
            Received.all(answer);
        }
        world.awaitFills();

        assertThat(world.heard.lines()).containsExactly(STARTED, "STORED for 20");
    }

    @Test
    void aHitIsNoFill() throws Exception {
        world.hold(content, true);
        world.claim(ALPINE, digest, content.length);

        world.pulled(ALPINE, digest);

        assertThat(world.heard.lines()).isEmpty();
    }

    @Test
    void whatTheSourceDoesNotHaveIsRefused() throws Exception {
        world.get(ALPINE, digest);
        world.awaitFills();

        assertThat(world.heard.lines()).containsExactly(STARTED, "REFUSED for 0");
    }

    @Test
    void aSourceThatIsDownIsUnreachable() throws Exception {
        world.source.goDown(new IOException("no route"));

        world.get(ALPINE, digest);
        world.awaitFills();

        assertThat(world.heard.lines()).containsExactly(STARTED, "UNREACHABLE for 0");
    }

    @Test
    void aSourceThatSendsSomethingElseIsCorrupt() throws Exception {
        world.streamed(ALPINE, world.source.serve(digest, Bytes.some(99_999)).sayingSize(99_999), 1);

        assertThat(world.heard.lines()).containsExactly(STARTED, "CORRUPT for 1");
    }

    @Test
    void aSourceThatStopsForGoodIsCut() throws Exception {
        world.streamed(ALPINE, world.source.serve(content).failingAt(50, () -> new IOException("reset")), 1);

        assertThat(world.heard.lines()).containsExactly(STARTED, "CUT for 1");
    }

    @Test
    void aDiskThatRefusesTheFileIsUnstorable() throws Exception {
        world.source.serve(content);
        world.store.fail(TempFileBlobStore.Operation.CREATE, new IOException("full"));

        Received.all(world.get(ALPINE, digest));
        world.awaitFills();

        assertThat(world.heard.lines()).containsExactly(STARTED, "UNSTORABLE for 0");
    }

    @Test
    void aFillThatNoThreadTakesIsRejected() {
        world.rejectFills(true);

        world.get(ALPINE, digest);

        assertThat(world.heard.lines()).containsExactly(STARTED, "REJECTED for 0");
    }

    @Test
    void aWindowIsHeardOf() throws Exception {
        world.source.serve(content);

        Received.all(world.get(ALPINE, digest, "bytes=0-9"));

        assertThat(world.heard.lines()).containsExactly("window for " + ALPINE);
    }
}
