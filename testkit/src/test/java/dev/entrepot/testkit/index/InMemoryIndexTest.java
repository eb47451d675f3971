package dev.entrepot.testkit.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.index.BlobRecord;
import dev.entrepot.core.index.IndexUnavailableException;
import dev.entrepot.core.index.Link;
import dev.entrepot.core.index.TagEntry;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.oci.Repository;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InMemoryIndexTest {

    private static final Digest LAYER = Digest.sha256(new byte[] {1});
    private static final Digest MANIFEST = Digest.sha256(new byte[] {2});
    private static final Repository ALPINE = new Repository("docker.io", "library/alpine");
    private static final BlobRecord HELD = new BlobRecord(1, true);

    private final IOException down = new IOException("down");
    private final InMemoryIndex index = new InMemoryIndex();

    @Test
    void itTellsWhatItWasAskedInOrder() {
        Reference.ByTag latest = new Reference.ByTag(ALPINE, "latest");
        index.links().ready(ALPINE, LAYER);
        index.links().claim(ALPINE, Map.of(LAYER, Link.claimedBlob(1, MANIFEST)));
        index.links().prove(ALPINE, LAYER, Link.provenBlob(1, Optional.empty()));
        index.blobs().find(LAYER);
        index.tags().put(latest, TagEntry.first(MANIFEST, Instant.EPOCH));

        assertThat(index.operations())
                .containsExactly(
                        "links.claim docker.io/library/alpine@" + LAYER,
                        "links.prove docker.io/library/alpine@" + LAYER,
                        "blobs.find " + LAYER,
                        "tags.put docker.io/library/alpine:latest");
    }

    @Test
    void itTellsAlsoWhatFailed() {
        index.failWith(down);
        index.blobs().find(LAYER);

        assertThat(index.operations()).containsExactly("blobs.find " + LAYER);
    }

    @Test
    void aFailureCarriesTheGivenCause() {
        index.failWith(down);

        assertThat(index.blobs().find(LAYER)).isEqualTo(Lookup.unreachable(Dependency.INDEX, down));
        assertThatExceptionOfType(IndexUnavailableException.class)
                .isThrownBy(() -> index.blobs().put(LAYER, HELD))
                .withCause(down);
    }

    @Test
    void whatWasWrittenBeforeAFailureIsThereAfterIt() {
        index.blobs().put(LAYER, HELD);
        index.failWith(down);
        index.recover();

        assertThat(index.blobs().find(LAYER)).isEqualTo(Lookup.found(HELD));
    }

    @Test
    void aReadOnlyIndexStillFinds() {
        index.blobs().put(LAYER, HELD);
        index.failWritesWith(down);

        assertThat(index.blobs().find(LAYER)).isEqualTo(Lookup.found(HELD));
        assertThatExceptionOfType(IndexUnavailableException.class)
                .isThrownBy(() -> index.blobs().remove(LAYER));
    }

    @Test
    void memoryStillAnswersWhileTheIndexIsDown() {
        index.blobs().put(LAYER, HELD);
        index.failWith(down);

        assertThat(index.blobs().ready(LAYER)).contains(HELD);
        index.forgetMemory();
        assertThat(index.blobs().ready(LAYER)).isEmpty();
    }
}
