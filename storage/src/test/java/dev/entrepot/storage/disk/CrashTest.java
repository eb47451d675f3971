package dev.entrepot.storage.disk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.blob.BlobWriter;
import dev.entrepot.core.blob.LocalBlob;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.blob.Partial;
import dev.entrepot.testkit.blob.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CrashTest extends DiskTest {

    /** Dies before the first operation on the disk, before the second, and so on until the fill survives. */
    @Test
    void whereverAFillDiesNothingUnverifiedIsFoundAndTheFillCanGoOn() throws IOException {
        int step = 0;
        for (boolean died = true; died; step++) {
            files.dieAfter(step);
            died = !fills();
            restart();

            assertFoundWholeOrNotAtAll(step);
            assertNothingUselessIsLeft(step);
            fillAfterRestart();
            assertThat(Bytes.of(store.find(digest))).as("after step %d", step).isEqualTo(content);
            store.delete(digest);
            restart();
            assertThat(ingest()).as("left at the end of step %d", step).isEmpty();
        }
        assertThat(step).as("operations of a fill").isGreaterThan(40);
    }

    /** Whether it was through with everything before it died. */
    private boolean fills() {
        try {
            finish(arriving(60_000));
        } catch (IOException | AssertionError e) {
            return false;
        }
        return !files.isDead();
    }

    private void assertFoundWholeOrNotAtAll(int step) throws IOException {
        if (store.find(digest) instanceof Lookup.Found<LocalBlob> found) {
            assertThat(Bytes.of(found.value())).as("killed after step %d", step).isEqualTo(content);
        }
    }

    private void assertNothingUselessIsLeft(int step) throws IOException {
        String name = "sha256-" + digest.hex();
        if (store.partial(digest).isPresent()) {
            assertThat(ingest()).as("step %d", step).containsExactly(name + ".json", name + ".part");
        } else if (data.unregistered().contains(intent)) {
            assertThat(ingest()).as("step %d", step).containsExactly(name + ".json");
            assertThat(Files.exists(blobFile())).isTrue();
        } else {
            assertThat(ingest()).as("step %d", step).isEmpty();
        }
    }

    private void fillAfterRestart() throws IOException {
        Optional<Partial> partial = store.partial(digest);
        BlobWriter writer = Bytes.found(partial.isPresent() ? store.resume(partial.get()) : store.create(intent));
        finish(writer);
    }

    @Test
    void onlyTheForcedPrefixIsTrustedAfterARestart() throws IOException {
        arriving(25_000);
        restart();

        assertThat(store.partial(digest)).contains(new Partial(intent, 20_000));
    }

    @Test
    void noMoreIsOfferedThanTheFileHas() throws IOException {
        arriving(25_000);
        Files.write(root.resolve("ingest/sha256-" + digest.hex() + ".part"), new byte[7]);
        restart();

        assertThat(store.partial(digest)).contains(new Partial(intent, 7));
    }

    @Test
    void aBlobThatWasNeverForcedIsNotKept() throws IOException {
        arriving(9_999);
        restart();

        assertThat(store.partial(digest)).isEmpty();
        assertThat(ingest()).isEmpty();
    }

    @Test
    void aFileWithoutAReadableIntentIsLitter() throws IOException {
        arriving(25_000);
        Files.writeString(root.resolve("ingest/sha256-" + digest.hex() + ".json"), "{\"version\":");
        Files.writeString(root.resolve("ingest/sha256-" + "0".repeat(64) + ".part"), "alone");
        Files.writeString(root.resolve("ingest/17.tmp"), "half a record");
        restart();

        assertThat(ingest()).isEmpty();
    }

    @Test
    void filesThatAreNotOursAreLeftAlone() throws IOException {
        Files.writeString(root.resolve("ingest/README"), "hands off");
        restart();

        assertThat(ingest()).containsExactly("README");
    }

    @Test
    void aCommittedBlobThatWasNotRegisteredIsNamedAtTheNextStart() throws IOException {
        BlobWriter writer = arriving(100_000);
        writer.verify();
        writer.commit();
        restart();

        assertThat(data.unregistered()).containsExactly(intent);
        store.forgetIntent(digest);
        restart();
        assertThat(data.unregistered()).isEmpty();
    }

    @Test
    void aLateForgetDoesNotTakeTheIntentOfTheNextFill() throws IOException {
        BlobWriter first = arriving(100_000);
        first.verify();
        first.commit();
        store.delete(digest);
        BlobWriter second = arriving(25_000);
        first.forgetIntent();
        second.abort(new IOException("connection reset"));
        first.forgetIntent();

        assertThat(store.partial(digest)).contains(new Partial(intent, 25_000));
    }

    @Test
    void theStepsOfACommitComeInTheOrderThatSurvivesAPowerCut() throws IOException {
        BlobWriter writer = Bytes.found(store.create(intent));
        writer.append(ByteBuffer.wrap(content, 0, 100_000));
        files.forgetOperations();
        writer.verify();
        writer.commit();
        writer.forgetIntent();

        String part = data.layout().partial(digest).toString();
        assertThat(files.operations())
                .containsSubsequence(
                        "force " + part,
                        "move " + part,
                        "forceFolder " + root.resolve("blobs/sha256"),
                        "delete " + data.layout().intent(digest));
    }
}
