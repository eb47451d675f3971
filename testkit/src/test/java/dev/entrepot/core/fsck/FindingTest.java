package dev.entrepot.core.fsck;

import static dev.entrepot.core.fsck.FsckWorld.APP;
import static dev.entrepot.core.fsck.FsckWorld.TAG;
import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.blob.Leftovers;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.fsck.Finding.Kind;
import dev.entrepot.core.index.BlobRecord;
import dev.entrepot.core.index.GoneTag;
import dev.entrepot.core.index.Link;
import dev.entrepot.core.index.ManifestRecord;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.testkit.blob.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What does not agree, kind by kind, and what a repair makes of it. */
class FindingTest {

    @TempDir
    Path folder;

    private final Digest other = Digest.sha256(Bytes.some(50));
    private FsckWorld world;

    @BeforeEach
    void start() throws IOException {
        world = new FsckWorld(folder);
    }

    @Test
    void anUnfinishedWriteIsRemoved() throws Exception {
        world.leftovers.add(new Leftovers.Leftover("ingest/7.tmp", 7, "half a record"));

        assertThat(world.repair().repaired()).isEqualTo(Map.of(Kind.UNFINISHED_WRITE, 1L));

        assertThat(world.leftovers).isEmpty();
    }

    @Test
    void aSoundFileWithoutRecordIsRegistered() throws Exception {
        world.store.put(other, ByteBuffer.wrap(Bytes.some(50)));

        assertThat(world.repair().repaired()).isEqualTo(Map.of(Kind.FILE_WITHOUT_RECORD, 1L));

        assertThat(world.index.blobs().find(other)).isEqualTo(Lookup.found(new BlobRecord(50, false)));
    }

    @Test
    void aWrongFileWithoutRecordIsPutAsideAndNotRegistered() throws Exception {
        world.store.plant(other, Bytes.some(51));

        assertThat(world.repair().repaired()).isEqualTo(Map.of(Kind.FILE_WITHOUT_RECORD, 1L));

        assertThat(world.store.quarantined()).containsOnlyKeys(other);
        assertThat(world.index.blobs().find(other)).isEqualTo(Lookup.absent());
    }

    @Test
    void aFileOfAnotherSizeIsPutAsideWhenItsDigestIsWrong() throws Exception {
        world.store.plant(world.layerDigest, new byte[7]);

        assertThat(world.repair().repaired()).isEqualTo(Map.of(Kind.WRONG_SIZE, 1L));

        assertThat(world.store.quarantined()).containsOnlyKeys(world.layerDigest);
        assertThat(world.index.blobs().find(world.layerDigest)).isEqualTo(Lookup.absent());
    }

    @Test
    void aRecordOfAnotherSizeIsCorrectedWhenTheDigestIsRight() throws Exception {
        world.index.blobs().put(world.layerDigest, new BlobRecord(7, false));

        assertThat(world.repair().repaired()).isEqualTo(Map.of(Kind.WRONG_SIZE, 1L));

        assertThat(world.store.quarantined()).isEmpty();
        assertThat(world.index.blobs().find(world.layerDigest))
                .isEqualTo(Lookup.found(new BlobRecord(world.layer.length, true)));
    }

    @Test
    void aTurnedBitIsFoundOnlyByVerifyingDigests() throws Exception {
        byte[] rotten = world.layer.clone();
        rotten[50_000] ^= 1;
        world.store.plant(world.layerDigest, rotten);

        assertThat(world.check().findings()).isEmpty();
        assertThat(world.check(true, true).repaired()).isEqualTo(Map.of(Kind.WRONG_DIGEST, 1L));

        assertThat(world.store.quarantined()).containsOnlyKeys(world.layerDigest);
    }

    @Test
    void aRecordWithoutFileIsForgottenAndItsLinksStay() throws Exception {
        world.store.delete(world.layerDigest);

        assertThat(world.repair().repaired()).isEqualTo(Map.of(Kind.RECORD_WITHOUT_FILE, 1L));

        assertThat(world.index.blobs().find(world.layerDigest)).isEqualTo(Lookup.absent());
        assertThat(world.index.links().find(APP, world.layerDigest)).isInstanceOf(Lookup.Found.class);
    }

    @Test
    void whatTheIndexHasForgottenOfAManifestIsAdded() throws Exception {
        world.index.links().remove(APP, world.layerDigest);

        assertThat(world.repair().repaired()).isEqualTo(Map.of(Kind.NOT_INDEXED, 1L));

        assertThat(world.index.links().find(APP, world.layerDigest))
                .isEqualTo(Lookup.found(Link.provenBlob(world.layer.length, Optional.of(world.manifestDigest))));
    }

    @Test
    void aTagTheIndexHasForgottenIsAdded() throws Exception {
        world.index.tags().remove(TAG);

        assertThat(world.repair().repaired()).isEqualTo(Map.of(Kind.NOT_INDEXED, 1L));

        assertThat(world.index.tags().find(TAG)).isEqualTo(Lookup.found(world.entry));
    }

    @Test
    void aTagWhoseRecordIsLostIsWrittenAgain() throws Exception {
        world.records.removeTag(TAG);

        assertThat(world.repair().repaired()).isEqualTo(Map.of(Kind.NOT_RECORDED, 1L));

        assertThat(world.records.tag(TAG)).isEqualTo(Lookup.found(world.entry));
    }

    @Test
    void aTagThatIsGoneIsSoundAndLeavesAnIndexThatMissedIt() throws Exception {
        world.records.putTag(TAG, new GoneTag(Instant.EPOCH));

        assertThat(world.repair().repaired()).isEqualTo(Map.of(Kind.BROKEN_LINK, 1L));
        assertThat(world.repair().repaired()).isEmpty();

        assertThat(world.index.tags().find(TAG)).isEqualTo(Lookup.absent());
        assertThat(world.records.tagRecord(TAG)).isEqualTo(Lookup.found(new GoneTag(Instant.EPOCH)));
    }

    @Test
    void aManifestWhoseRecordIsLostIsWrittenAgainWithWhatWasProven() throws Exception {
        world.records.removeManifest(APP, world.manifestDigest);

        assertThat(world.repair().repaired()).isEqualTo(Map.of(Kind.NOT_RECORDED, 1L));

        assertThat(world.records.manifest(APP, world.manifestDigest)).isEqualTo(Lookup.found(world.record()));
    }

    @Test
    void aProofOfAManifestOfWhichNothingIsLeftGoes() throws Exception {
        world.records.removeManifest(APP, world.manifestDigest);
        world.store.delete(world.manifestDigest);
        world.index.blobs().remove(world.manifestDigest);

        assertThat(world.repair().repaired()).containsEntry(Kind.NOT_RECORDED, 1L);

        assertThat(world.index.links().find(APP, world.manifestDigest)).isEqualTo(Lookup.absent());
    }

    @Test
    void aTagForAManifestThatNobodyKnowsGoes() throws Exception {
        world.records.removeManifest(APP, world.manifestDigest);
        world.index.links().remove(APP, world.manifestDigest);

        assertThat(world.repair().repaired()).isEqualTo(Map.of(Kind.BROKEN_LINK, 1L));

        assertThat(world.records.tag(TAG)).isEqualTo(Lookup.absent());
        assertThat(world.index.tags().find(TAG)).isEqualTo(Lookup.absent());
    }

    @Test
    void aClaimByAManifestThatNobodyKnowsGoes() throws Exception {
        world.index.links().claim(APP, Map.of(other, Link.claimedBlob(50, Digest.sha256(Bytes.some(51)))));

        assertThat(world.repair().repaired()).isEqualTo(Map.of(Kind.BROKEN_LINK, 1L));

        assertThat(world.index.links().find(APP, other)).isEqualTo(Lookup.absent());
    }

    /** A blob may have been pulled without any manifest. */
    @Test
    void aProofStandsForItself() throws Exception {
        world.index.links().prove(APP, other, Link.provenBlob(50, Optional.of(Digest.sha256(Bytes.some(51)))));

        assertThat(world.check().findings()).isEmpty();
    }

    /** What the manifest record says of children is enough to find what was proven. */
    @Test
    void aMalformedRecordIsTakenForAbsentAndRemoved() throws Exception {
        world.records.corrupt(APP, world.manifestDigest);

        FsckReport report = world.repair();

        assertThat(report.repaired()).containsEntry(Kind.UNREADABLE_RECORD, 1L).containsEntry(Kind.NOT_RECORDED, 1L);
        assertThat(world.records.manifest(APP, world.manifestDigest)).isEqualTo(Lookup.found(world.record()));
        ManifestRecord again = Bytes.found(world.records.manifest(APP, world.manifestDigest));
        assertThat(again.children())
                .singleElement()
                .satisfies(child -> assertThat(child.proven()).isTrue());
    }
}
