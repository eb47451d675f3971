package dev.entrepot.core.upload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.index.BlobRecord;
import dev.entrepot.core.index.Link;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Repository;
import dev.entrepot.core.upload.UploadObserver.Outcome;
import dev.entrepot.testkit.blob.ExpiringMemory;
import dev.entrepot.testkit.bucket.InMemoryUploadQueue;
import dev.entrepot.testkit.index.InMemoryIndex;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SparedUploadsTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Repository ALPINE = new Repository("docker.io", "library/alpine");
    private static final Repository MIRROR = new Repository("ghcr.io", "mirror/alpine");
    private static final long SIZE = 1000;

    private final InMemoryIndex index = new InMemoryIndex();
    private final InMemoryUploadQueue queue = new InMemoryUploadQueue();
    private final Map<String, Long> spared = new HashMap<>();
    private final SparedUploads uploads = new SparedUploads(
            new SparedUploads.Sources(index.links(), index.blobs(), queue),
            new ExpiringMemory<>(Duration.ofHours(1), InstantSource.fixed(NOW)),
            (upstream, bytes) -> spared.merge(upstream, bytes, Long::sum));
    private final Digest layer = Digest.sha256("layer".getBytes(StandardCharsets.UTF_8));
    private final Digest manifest = Digest.sha256("manifest".getBytes(StandardCharsets.UTF_8));

    /** As a fill does: the proof first, then the registration, which queues. */
    private void bring(Repository repository) {
        uploads.prove(repository, layer, Link.provenBlob(SIZE, Optional.empty()));
        index.blobs().put(layer, new BlobRecord(SIZE, true));
        queue.add(UploadEntry.ofBlob(layer, SIZE, NOW));
    }

    @Test
    void whoBringsABlobFirstSparesNothing() {
        uploads.claim(ALPINE, Map.of(layer, Link.claimedBlob(SIZE, manifest)));
        bring(ALPINE);

        assertThat(spared).isEmpty();
    }

    @Test
    void aRepositoryWhoseManifestNamesWhatIsHeldSparesAnUploadOnce() {
        bring(ALPINE);

        uploads.claim(MIRROR, Map.of(layer, Link.claimedBlob(SIZE, manifest)));
        uploads.claim(MIRROR, Map.of(layer, Link.claimedBlob(SIZE, manifest)));
        uploads.prove(MIRROR, layer, Link.provenBlob(SIZE, Optional.empty()));

        assertThat(spared).containsExactly(Map.entry("ghcr.io", SIZE));
    }

    @Test
    void whatIsBroughtAgainAfterAnEvictionIsNotSentAgain() {
        bring(ALPINE);
        index.blobs().remove(layer);

        bring(ALPINE);

        assertThat(spared).containsExactly(Map.entry("docker.io", SIZE));
    }

    @Test
    void whatAnotherNodeWasFirstToSendIsSparedToTheUpstreamThatBroughtIt() {
        bring(MIRROR);

        uploads.before(UploadObserver.NOOP)
                .attempted(UploadEntry.ofBlob(layer, SIZE, NOW), Outcome.THERE, 0, Duration.ZERO);

        assertThat(spared).containsExactly(Map.entry("ghcr.io", SIZE));
    }

    @Test
    void whatIsSentAfterARestartIsSparedToNobodyByName() {
        uploads.before(UploadObserver.NOOP)
                .attempted(UploadEntry.ofBlob(layer, SIZE, NOW), Outcome.THERE, 0, Duration.ZERO);

        assertThat(spared).containsExactly(Map.entry(SparedUploads.FORGOTTEN, SIZE));
    }
}
