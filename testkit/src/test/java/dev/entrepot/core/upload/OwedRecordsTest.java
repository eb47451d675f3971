package dev.entrepot.core.upload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.bucket.Condition;
import dev.entrepot.core.index.GoneTag;
import dev.entrepot.core.index.Link;
import dev.entrepot.core.index.ManifestRecord;
import dev.entrepot.core.index.TagEntry;
import dev.entrepot.core.oci.Descriptor;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.oci.Repository;
import dev.entrepot.testkit.blob.Bytes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When records are sent, and who is right where two entrepots write the same one. */
class OwedRecordsTest {

    private static final Repository APP = new Repository("docker.io", "app");
    private static final Reference.ByTag LATEST = new Reference.ByTag(APP, "latest");
    private static final Digest MANIFEST = Digest.sha256(Bytes.some(1));
    private static final Digest OTHER = Digest.sha256(Bytes.some(2));
    private static final Digest LAYER = Digest.sha256(Bytes.some(3));
    private static final Digest LAYER_2 = Digest.sha256(Bytes.some(4));
    private static final Reference.ByDigest REFERENCE = new Reference.ByDigest(APP, MANIFEST);

    private final UploadWorld world;

    OwedRecordsTest(@TempDir Path folder) {
        world = new UploadWorld(folder);
    }

    @Test
    void theProofsOfOneImageGoInOneRequest() throws IOException {
        world.records.putManifest(APP, MANIFEST, naming());
        world.records.proveChild(APP, MANIFEST, LAYER, true);
        world.records.proveChild(APP, MANIFEST, LAYER_2, true);
        sendLater();

        assertThat(world.bucket.requests()).containsExactly("PUT " + REFERENCE);
        assertThat(inBucket()).isEqualTo(naming().proving(LAYER, true).proving(LAYER_2, true));
    }

    @Test
    void aRecordThatDidNotChangeIsNotSentAgain() throws IOException {
        world.records.putManifest(APP, MANIFEST, naming());
        sendLater();
        world.records.putManifest(APP, MANIFEST, naming());
        sendLater();

        assertThat(world.bucket.requests()).hasSize(1);
    }

    @Test
    void whatWaitsIsSentThoughSomethingElseWasReadFromThere() throws IOException {
        world.records.putManifest(APP, MANIFEST, naming().proving(LAYER, true));
        world.outbox.isThere(REFERENCE, naming(), "\"older\"");
        sendLater();

        assertThat(inBucket()).isEqualTo(naming().proving(LAYER, true));
    }

    @Test
    void aLaterProofIsSentInPlaceOfTheEarlierRecord() throws IOException {
        world.records.putManifest(APP, MANIFEST, naming());
        sendLater();
        world.records.proveChild(APP, MANIFEST, LAYER, true);
        sendLater();

        assertThat(world.bucket.requests()).containsExactly("PUT " + REFERENCE, "PUT " + REFERENCE);
        assertThat(inBucket()).isEqualTo(naming().proving(LAYER, true));
    }

    @Test
    void whatAnotherProvedIsKept() throws IOException {
        world.bucket.putManifest(REFERENCE, naming().proving(LAYER_2, false), Condition.absent(), soon());
        world.records.putManifest(APP, MANIFEST, naming().proving(LAYER, true));
        sendLater();

        assertThat(inBucket()).isEqualTo(naming().proving(LAYER, true).proving(LAYER_2, false));
    }

    @Test
    void whatAnotherProvedIsKeptAlsoWhenMoreIsProvedHereLater() throws IOException {
        world.bucket.putManifest(REFERENCE, naming().proving(LAYER_2, false), Condition.absent(), soon());
        world.records.putManifest(APP, MANIFEST, naming());
        sendLater();
        world.records.proveChild(APP, MANIFEST, LAYER, true);
        sendLater();

        assertThat(inBucket()).isEqualTo(naming().proving(LAYER, true).proving(LAYER_2, false));
    }

    @Test
    void aChangeWhileItIsBeingSentIsSentToo() throws IOException {
        world.records.putManifest(APP, MANIFEST, naming());
        world.bucket.beforeAnswer(() -> {
            world.bucket.beforeAnswer(() -> {});
            prove(LAYER);
        });
        sendLater();
        sendLater();

        assertThat(inBucket()).isEqualTo(naming().proving(LAYER, true));
    }

    private void prove(Digest layer) {
        try {
            world.records.proveChild(APP, MANIFEST, layer, true);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aTagThatIsConfirmedIsSentOnceADay() throws IOException {
        TagEntry entry = TagEntry.first(MANIFEST, world.time.instant());
        world.records.putTag(LATEST, entry);
        sendLater();
        world.time.advance(Duration.ofHours(12));
        world.records.putTag(LATEST, entry.confirmed(MANIFEST, world.time.instant()));
        sendLater();
        assertThat(world.bucket.requests()).hasSize(1);

        world.time.advance(Duration.ofHours(12));
        world.records.putTag(LATEST, entry.confirmed(MANIFEST, world.time.instant()));
        sendLater();
        assertThat(world.bucket.requests()).hasSize(2);
    }

    @Test
    void aTagThatMovedIsSentAtOnce() throws IOException {
        TagEntry entry = TagEntry.first(MANIFEST, world.time.instant());
        world.records.putTag(LATEST, entry);
        sendLater();
        TagEntry moved = entry.confirmed(OTHER, world.time.instant());
        world.records.putTag(LATEST, moved);
        sendLater();

        assertThat(Bytes.found(world.bucket.tag(LATEST, soon())).value()).isEqualTo(moved);
    }

    @Test
    void thatATagIsGoneIsSentInPlaceOfItsRecordWithTheTimeOfTheCheck() throws IOException {
        world.records.putTag(LATEST, TagEntry.first(MANIFEST, world.time.instant()));
        sendLater();
        GoneTag gone = new GoneTag(world.time.instant());
        world.records.putTag(LATEST, gone);
        world.restart();
        sendLater();

        assertThat(world.bucket.requests()).containsExactly("PUT " + LATEST, "PUT " + LATEST);
        assertThat(Bytes.found(world.bucket.tag(LATEST, soon())).value()).isEqualTo(gone);
    }

    @Test
    void aTagThatIsBackBeforeItWasSentThatItIsGoneCostsOneRequest() throws IOException {
        world.records.putTag(LATEST, TagEntry.first(MANIFEST, world.time.instant()));
        sendLater();
        world.records.putTag(LATEST, new GoneTag(world.time.instant()));
        TagEntry back = TagEntry.first(OTHER, world.time.instant().plusSeconds(1));
        world.records.putTag(LATEST, back);
        sendLater();

        assertThat(world.bucket.requests()).containsExactly("PUT " + LATEST, "PUT " + LATEST);
        assertThat(Bytes.found(world.bucket.tag(LATEST, soon())).value()).isEqualTo(back);
    }

    @Test
    void aTagThatAnotherSawAfterItWasGoneHereStays() throws IOException {
        TagEntry newer = TagEntry.first(OTHER, world.time.instant().plusSeconds(3600));
        world.bucket.putTag(LATEST, newer, Condition.absent(), soon());
        world.bucket.forgetRequests();
        world.records.putTag(LATEST, new GoneTag(world.time.instant()));
        sendLater();

        assertThat(world.bucket.requests()).containsExactly("PUT " + LATEST, "GET " + LATEST);
        assertThat(Bytes.found(world.bucket.tag(LATEST, soon())).value()).isEqualTo(newer);
    }

    @Test
    void aTagThatAnotherSawBeforeItWasGoneHereIsGone() throws IOException {
        TagEntry older = TagEntry.first(OTHER, world.time.instant().minusSeconds(3600));
        world.bucket.putTag(LATEST, older, Condition.absent(), soon());
        world.bucket.forgetRequests();
        GoneTag gone = new GoneTag(world.time.instant());
        world.records.putTag(LATEST, gone);
        sendLater();

        assertThat(world.bucket.requests()).containsExactly("PUT " + LATEST, "GET " + LATEST, "PUT " + LATEST);
        assertThat(Bytes.found(world.bucket.tag(LATEST, soon())).value()).isEqualTo(gone);
    }

    @Test
    void whatIsPurgedStaysInTheBucket() throws IOException {
        TagEntry entry = TagEntry.first(MANIFEST, world.time.instant());
        world.records.putTag(LATEST, entry);
        sendLater();
        world.records.removeTag(LATEST);
        sendLater();

        assertThat(world.bucket.requests()).containsExactly("PUT " + LATEST);
        assertThat(Bytes.found(world.bucket.tag(LATEST, soon())).value()).isEqualTo(entry);
    }

    @Test
    void ofTwoWhoWriteATagTheOneThatAskedLastIsRight() throws IOException {
        TagEntry newer = TagEntry.first(OTHER, world.time.instant().plusSeconds(3600));
        world.bucket.putTag(LATEST, newer, Condition.absent(), soon());
        world.records.putTag(LATEST, TagEntry.first(MANIFEST, world.time.instant()));
        sendLater();
        assertThat(Bytes.found(world.bucket.tag(LATEST, soon())).value()).isEqualTo(newer);

        TagEntry newest = TagEntry.first(MANIFEST, world.time.instant().plusSeconds(7200));
        world.records.putTag(LATEST, newest);
        world.time.advance(Duration.ofDays(1));
        world.records.putTag(LATEST, newest);
        sendLater();
        assertThat(Bytes.found(world.bucket.tag(LATEST, soon())).value()).isEqualTo(newest);
    }

    @Test
    void aRecordThatIsTornInTheBucketIsReplaced() throws IOException {
        world.records.putManifest(APP, MANIFEST, naming());
        sendLater();
        world.bucket.tear(REFERENCE);
        world.records.proveChild(APP, MANIFEST, LAYER, true);
        sendLater();

        assertThat(inBucket()).isEqualTo(naming().proving(LAYER, true));
    }

    @Test
    void aTornRecordOfAnotherIsReplaced() throws IOException {
        world.bucket.tear(LATEST);
        TagEntry entry = TagEntry.first(MANIFEST, world.time.instant());
        world.records.putTag(LATEST, entry);
        sendLater();

        assertThat(Bytes.found(world.bucket.tag(LATEST, soon())).value()).isEqualTo(entry);
    }

    @Test
    void aRecordThatIsGoneFromTheBucketIsSentAsANewOne() throws IOException {
        world.records.putManifest(APP, MANIFEST, naming());
        sendLater();
        world.bucket.lose(REFERENCE);
        world.records.proveChild(APP, MANIFEST, LAYER, true);
        sendLater();

        assertThat(inBucket()).isEqualTo(naming().proving(LAYER, true));
    }

    private void sendLater() {
        world.time.advance(Outbox.SETTLING);
        world.sendAll();
    }

    private ManifestRecord inBucket() {
        return Bytes.found(world.bucket.manifest(REFERENCE, soon())).value();
    }

    private static ManifestRecord naming() {
        return new ManifestRecord(
                "application/vnd.oci.image.manifest.v1+json", 1, true, List.of(child(LAYER), child(LAYER_2)));
    }

    private static ManifestRecord.Child child(Digest digest) {
        return new ManifestRecord.Child(
                new Descriptor("application/octet-stream", digest, 3), Link.Role.BLOB, false, false);
    }

    private static Deadline soon() {
        return Deadline.after(Duration.ofSeconds(10));
    }
}
