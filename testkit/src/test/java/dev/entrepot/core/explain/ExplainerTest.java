package dev.entrepot.core.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.entrepot.core.explain.Explanation.Next;
import dev.entrepot.core.explain.Explanation.Part;
import dev.entrepot.core.explain.Explanation.RootNext;
import dev.entrepot.core.explain.Explanation.Where;
import dev.entrepot.core.index.BlobRecord;
import dev.entrepot.core.index.Link;
import dev.entrepot.core.index.ManifestRecord;
import dev.entrepot.core.index.TagEntry;
import dev.entrepot.core.oci.Descriptor;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.oci.Repository;
import dev.entrepot.core.pin.Pin;
import dev.entrepot.core.pin.PinRecords;
import dev.entrepot.core.pin.Pins;
import dev.entrepot.core.pin.UnrecordedManifests;
import dev.entrepot.core.pull.Downloads;
import dev.entrepot.core.pull.FreshnessPolicy;
import dev.entrepot.core.pull.PullPorts;
import dev.entrepot.core.upload.UploadEntry;
import dev.entrepot.core.upload.UploadItem;
import dev.entrepot.testkit.blob.ExpiringMemory;
import dev.entrepot.testkit.blob.InMemoryRecords;
import dev.entrepot.testkit.blob.ManualTime;
import dev.entrepot.testkit.blob.TempFileBlobStore;
import dev.entrepot.testkit.bucket.InMemoryUploadQueue;
import dev.entrepot.testkit.index.InMemoryIndex;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExplainerTest {

    private static final Repository APP = new Repository("up.test", "team/app");
    private static final Reference.ByTag TAG = new Reference.ByTag(APP, "1");
    private static final String IMAGE = "application/vnd.oci.image.manifest.v1+json";
    private static final byte[] MANIFEST = "manifest".getBytes(StandardCharsets.UTF_8);
    private static final byte[] LAYER = "layer".getBytes(StandardCharsets.UTF_8);
    private static final Digest ROOT = Digest.sha256(MANIFEST);
    private static final Digest BLOB = Digest.sha256(LAYER);
    private static final FreshnessPolicy POLICY = new FreshnessPolicy(Duration.ofMinutes(5), Duration.ofDays(7));

    private final ManualTime time = new ManualTime();
    private final InMemoryIndex index = new InMemoryIndex();
    private final InMemoryRecords records = new InMemoryRecords();
    private final Downloads downloads = new Downloads(time.nanoTime());
    private final InMemoryUploadQueue bucket = new InMemoryUploadQueue();
    private final TempFileBlobStore store;
    private final Pins pins;
    private final Explainer explainer;
    private boolean isDown;

    ExplainerTest(@TempDir Path folder) {
        store = new TempFileBlobStore(folder);
        pins = new Pins(new NoPinFiles(), records, new UnrecordedManifests(store, manifest -> List.of()), time);
        PullPorts ports = new PullPorts(store, index.blobs(), index.links(), index.tags(), records);
        explainer = new Explainer(
                ports,
                new Parts(ports, downloads, Optional.of(bucket), pins),
                pins,
                new LastPulls(new ExpiringMemory<>(Duration.ofDays(7), time), time),
                new Explainer.Rules(tag -> POLICY, upstream -> isDown, time));
    }

    private static final class NoPinFiles implements PinRecords {
        @Override
        public List<Pin> all() {
            return List.of();
        }

        @Override
        public void put(Pin pin) {}

        @Override
        public void remove(Reference reference) {}
    }

    @BeforeEach
    void anImageThatWasPulled() throws IOException {
        ManifestRecord record = new ManifestRecord(
                IMAGE,
                MANIFEST.length,
                false,
                List.of(new ManifestRecord.Child(
                        new Descriptor("layer/type", BLOB, LAYER.length), Link.Role.BLOB, true, false)));
        records.putManifest(APP, ROOT, record);
        record.link(index.links(), APP, ROOT);
        index.tags().put(TAG, TagEntry.first(ROOT, time.instant()));
        store.put(ROOT, ByteBuffer.wrap(MANIFEST));
        store.put(BLOB, ByteBuffer.wrap(LAYER));
        pins.load();
    }

    private Part layer() {
        return explainer.explain(TAG).parts().get(1);
    }

    @Test
    void anImageThatIsHereIsServedUntilItsTagIsChecked() {
        Explanation known = explainer.explain(TAG);

        assertThat(known.rootNext()).isEqualTo(RootNext.SERVED);
        assertThat(known.root()).contains(ROOT);
        assertThat(known.tag()).hasValueSatisfying(tag -> {
            assertThat(tag.freshUntil()).isEqualTo(time.instant().plus(Duration.ofMinutes(5)));
            assertThat(tag.staleUntil()).isEqualTo(time.instant().plus(Duration.ofDays(7)));
            assertThat(tag.history()).hasSize(1);
        });
        assertThat(known.parts())
                .extracting(Part::digest, Part::depth, Part::mediaType, Part::where, Part::next)
                .containsExactly(
                        tuple(ROOT, 0, IMAGE, new Where.OnDisk(), Next.SERVED),
                        tuple(BLOB, 1, "layer/type", new Where.OnDisk(), Next.SERVED));
    }

    @Test
    void aTagPastItsTimeIsChecked() {
        time.advance(Duration.ofMinutes(5));

        assertThat(explainer.explain(TAG).rootNext()).isEqualTo(RootNext.CHECKED);
    }

    @Test
    void aTagPastItsTimeIsStaleWhileTheUpstreamIsDown() {
        time.advance(Duration.ofMinutes(5));
        isDown = true;

        assertThat(explainer.explain(TAG).rootNext()).isEqualTo(RootNext.STALE);
    }

    @Test
    void aTagNobodyPulledIsFetchedAndHasNoParts() {
        Explanation known = explainer.explain(new Reference.ByTag(APP, "other"));

        assertThat(known.rootNext()).isEqualTo(RootNext.FETCHED);
        assertThat(known.tag()).isEmpty();
        assertThat(known.parts()).isEmpty();
    }

    @Test
    void aManifestThatIsGoneIsFetchedThoughItsTagIsFresh() {
        store.delete(ROOT);

        assertThat(explainer.explain(TAG).rootNext()).isEqualTo(RootNext.FETCHED);
        assertThat(explainer.explain(new Reference.ByDigest(APP, ROOT)).rootNext())
                .isEqualTo(RootNext.FETCHED);
    }

    @Test
    void aLayerThatIsGoneIsFetched() {
        store.delete(BLOB);

        assertThat(layer().where()).isEqualTo(new Where.Absent());
        assertThat(layer().next()).isEqualTo(Next.FETCHED);
    }

    @Test
    void aLayerThatIsOnlyInTheBucketIsReadFromThere() {
        store.delete(BLOB);
        UploadItem item = new UploadItem.Blob(BLOB);
        bucket.put(
                UploadEntry.stored(item, LAYER.length, new UploadEntry.Stored(time.instant(), ""), Optional.empty()));

        assertThat(layer().where()).isEqualTo(new Where.InBucket());
        assertThat(layer().next()).isEqualTo(Next.RECALLED);
    }

    @Test
    void aLayerThatStillWaitsForTheBucketIsNotInIt() {
        store.delete(BLOB);
        bucket.put(UploadEntry.ofBlob(BLOB, LAYER.length, time.instant()));

        assertThat(layer().where()).isEqualTo(new Where.Absent());
    }

    @Test
    void aHeldLayerThatIsOnlyClaimedIsProvenFirst() {
        index.links().remove(APP, BLOB);
        index.links().claim(APP, Map.of(BLOB, Link.claimedBlob(LAYER.length, ROOT)));

        assertThat(layer().link()).contains(Link.Standing.CLAIMED);
        assertThat(layer().next()).isEqualTo(Next.PROVEN);
    }

    @Test
    void aClaimIsEnoughForAPublicLayer() {
        index.links().remove(APP, BLOB);
        index.links().claim(APP, Map.of(BLOB, Link.claimedBlob(LAYER.length, ROOT)));
        index.blobs().put(BLOB, new BlobRecord(LAYER.length, true));

        assertThat(layer().isPublic()).isTrue();
        assertThat(layer().next()).isEqualTo(Next.SERVED);
    }

    @Test
    void whileTheIndexIsDownTheRecordsTell() throws IOException {
        records.putTag(TAG, TagEntry.first(ROOT, time.instant()));
        index.failWith(new IOException("down"));

        Explanation known = explainer.explain(TAG);

        assertThat(known.root()).contains(ROOT);
        assertThat(known.parts()).extracting(Part::next).containsExactly(Next.SERVED, Next.SERVED);
    }

    @Test
    void whatCannotBeAskedIsNotTakenForAbsentWithoutAWord() {
        index.failWith(new IOException("index down"));
        records.fail(new IOException("bad sector"));

        Explanation known = explainer.explain(TAG);

        assertThat(known.root()).isEmpty();
        assertThat(known.unread()).anyMatch(why -> why.contains("bad sector"));
        index.recover();
        records.recover();
        assertThat(explainer.explain(TAG).unread()).isEmpty();
    }

    @Test
    void whatCannotBeReadIsUnknownAndSaysWhy() {
        store.fail(TempFileBlobStore.Operation.FIND, new IOException("bad sector"));

        assertThat(layer().where()).isEqualTo(new Where.Unknown("the disk: bad sector"));
    }

    @Test
    void thePinsThatKeepItAreNamed() throws IOException {
        records.putTag(TAG, TagEntry.first(ROOT, time.instant()));
        pins.pin(TAG);

        Explanation known = explainer.explain(new Reference.ByDigest(APP, ROOT));

        assertThat(known.pins()).extracting(Pin::reference).containsExactly(TAG);
        assertThat(known.parts()).allMatch(Part::isPinned);
    }
}
