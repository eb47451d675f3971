package dev.entrepot.core.rebuild;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.index.BlobRecord;
import dev.entrepot.core.index.IndexUnavailableException;
import dev.entrepot.core.index.Link;
import dev.entrepot.core.index.ManifestRecord;
import dev.entrepot.core.index.TagEntry;
import dev.entrepot.core.oci.Descriptor;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.oci.Repository;
import dev.entrepot.core.pull.PullPorts;
import dev.entrepot.testkit.blob.Bytes;
import dev.entrepot.testkit.blob.InMemoryRecords;
import dev.entrepot.testkit.blob.TempFileBlobStore;
import dev.entrepot.testkit.index.InMemoryIndex;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IndexRebuildTest {

    private static final Repository APP = new Repository("docker.io", "library/app");
    private static final Repository OTHER = new Repository("ghcr.io", "some/one");
    private static final Reference.ByTag TAG = new Reference.ByTag(APP, "1");
    private static final String MANIFEST_TYPE = "application/vnd.oci.image.manifest.v1+json";

    @TempDir
    Path folder;

    private final byte[] layer = Bytes.some(100_000);
    private final byte[] manifest = Bytes.some(300);
    private final Digest layerDigest = Digest.sha256(layer);
    private final Digest manifestDigest = Digest.sha256(manifest);
    private final InMemoryIndex index = new InMemoryIndex();
    private final InMemoryRecords records = new InMemoryRecords();
    private TempFileBlobStore store;

    @BeforeEach
    void hold() {
        store = new TempFileBlobStore(folder);
        store.put(layerDigest, ByteBuffer.wrap(layer));
        store.put(manifestDigest, ByteBuffer.wrap(manifest));
    }

    @Test
    void whatRecordsProveIsProvenAgain() throws Exception {
        record(APP, child(layerDigest, layer.length, true, false));

        assertThat(rebuild().isComplete()).isTrue();

        assertThat(index.links().find(APP, manifestDigest))
                .isEqualTo(Lookup.found(Link.provenManifest(manifest.length, MANIFEST_TYPE)));
        assertThat(index.links().find(APP, layerDigest))
                .isEqualTo(Lookup.found(Link.provenBlob(layer.length, Optional.of(manifestDigest))));
    }

    @Test
    void whatRecordsOnlyClaimIsOnlyClaimed() throws Exception {
        record(APP, child(layerDigest, layer.length, false, false));

        rebuild();

        assertThat(index.links().find(APP, layerDigest))
                .isEqualTo(Lookup.found(Link.claimedBlob(layer.length, manifestDigest)));
        assertThat(index.links().find(OTHER, layerDigest)).isEqualTo(Lookup.absent());
    }

    @Test
    void whatWasPublicOnceIsPublicAgainWhicheverRepositoryComesFirst() throws Exception {
        record(APP, child(layerDigest, layer.length, true, false));
        record(OTHER, child(layerDigest, layer.length, true, true));

        rebuild();

        assertThat(index.blobs().find(layerDigest)).isEqualTo(Lookup.found(new BlobRecord(layer.length, true)));
    }

    /** Anyone can write "public" into nothing, but a claim proves nothing either way. */
    @Test
    void aClaimMakesNothingPublic() throws Exception {
        record(APP, child(layerDigest, layer.length, false, true));

        rebuild();

        assertThat(index.blobs().find(layerDigest)).isEqualTo(Lookup.found(new BlobRecord(layer.length, false)));
    }

    @Test
    void whatNoManifestNamesIsHeldAllTheSame() throws Exception {
        assertThat(rebuild()).isEqualTo(new RebuildProgress(0, 0, 2, 0, 0));

        assertThat(index.blobs().find(layerDigest)).isEqualTo(Lookup.found(new BlobRecord(layer.length, false)));
    }

    @Test
    void whatIsNamedButNotHeldIsNotRegistered() throws Exception {
        Digest gone = Digest.sha256(Bytes.some(7));
        record(APP, child(gone, 7, true, true));

        rebuild();

        assertThat(index.blobs().find(gone)).isEqualTo(Lookup.absent());
        assertThat(index.links().find(APP, gone)).isInstanceOf(Lookup.Found.class);
    }

    @Test
    void aFileThatIsShorterThanItsRecordSaysIsPutAside() throws Exception {
        store.plant(layerDigest, new byte[10]);
        record(APP, child(layerDigest, layer.length, true, true));

        assertThat(rebuild().damaged()).isEqualTo(1);

        assertThat(store.quarantined()).containsOnlyKeys(layerDigest);
        assertThat(index.blobs().find(layerDigest)).isEqualTo(Lookup.absent());
    }

    @Test
    void aManifestThatLiesAboutASizeDamagesNothing() throws Exception {
        record(APP, child(layerDigest, 10, false, false));

        assertThat(rebuild().damaged()).isZero();

        assertThat(index.blobs().find(layerDigest)).isEqualTo(Lookup.found(new BlobRecord(layer.length, false)));
    }

    @Test
    void tagsComeBackWithTheirHistory() throws Exception {
        TagEntry entry = TagEntry.first(layerDigest, Instant.EPOCH).confirmed(manifestDigest, Instant.EPOCH);
        records.putTag(TAG, entry);

        rebuild();

        assertThat(index.tags().find(TAG)).isEqualTo(Lookup.found(entry));
    }

    @Test
    void repeatingItChangesNothing() throws Exception {
        record(APP, child(layerDigest, layer.length, true, true));
        rebuild();

        assertThat(rebuild().blobs()).isZero();

        assertThat(index.blobs().find(layerDigest)).isEqualTo(Lookup.found(new BlobRecord(layer.length, true)));
    }

    @Test
    void filesThatCannotBeReadNowAreProblemsAndTheRestIsRegistered() throws Exception {
        record(APP, child(layerDigest, layer.length, true, true));
        store.fail(TempFileBlobStore.Operation.FIND, new IOException("Input/output error"));

        RebuildProgress progress = rebuild();

        assertThat(progress.isComplete()).isFalse();
        assertThat(index.links().find(APP, layerDigest)).isInstanceOf(Lookup.Found.class);
    }

    @Test
    void anIndexThatTakesNothingEndsIt() throws Exception {
        record(APP, child(layerDigest, layer.length, true, true));
        index.failWritesWith(new IOException("No space left on device"));

        assertThatExceptionOfType(IndexUnavailableException.class).isThrownBy(this::rebuild);
    }

    @Test
    void anInterruptEndsIt() throws Exception {
        record(APP, child(layerDigest, layer.length, true, true));
        Thread.currentThread().interrupt();

        assertThatExceptionOfType(InterruptedException.class).isThrownBy(this::rebuild);
    }

    /** A pull moves the tag between the look at its record and the writing of it. */
    @Test
    void aTagThatMovesMeanwhileStaysWhereItMovedTo() throws Exception {
        TagEntry before = TagEntry.first(layerDigest, Instant.EPOCH);
        TagEntry after = before.confirmed(manifestDigest, Instant.EPOCH.plusSeconds(1));
        records.putTag(TAG, before);
        MeddledTags tags = new MeddledTags(index.tags());
        tags.beforePut(() -> {
            records.putTag(TAG, after);
            index.tags().put(TAG, after);
        });

        new IndexRebuild(new PullPorts(store, index.blobs(), index.links(), tags, records), records, store)
                .run(ignored -> {});

        assertThat(index.tags().find(TAG)).isEqualTo(Lookup.found(after));
    }

    @Test
    void aTagThatIsForgottenMeanwhileStaysForgotten() throws Exception {
        records.putTag(TAG, TagEntry.first(layerDigest, Instant.EPOCH));
        MeddledTags tags = new MeddledTags(index.tags());
        tags.beforePut(() -> {
            records.removeTag(TAG);
            index.tags().remove(TAG);
        });

        new IndexRebuild(new PullPorts(store, index.blobs(), index.links(), tags, records), records, store)
                .run(ignored -> {});

        assertThat(index.tags().find(TAG)).isEqualTo(Lookup.absent());
    }

    private RebuildProgress rebuild() throws IOException, InterruptedException {
        PullPorts ports = new PullPorts(store, index.blobs(), index.links(), index.tags(), records);
        return new IndexRebuild(ports, records, store).run(ignored -> {});
    }

    private void record(Repository repository, ManifestRecord.Child... children) throws IOException {
        records.putManifest(
                repository,
                manifestDigest,
                new ManifestRecord(MANIFEST_TYPE, manifest.length, false, List.of(children)));
    }

    private static ManifestRecord.Child child(Digest digest, long size, boolean proven, boolean isPublic) {
        return new ManifestRecord.Child(
                new Descriptor("application/octet-stream", digest, size), Link.Role.BLOB, proven, isPublic);
    }
}
