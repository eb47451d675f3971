package dev.entrepot.core.upload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.index.BlobRecord;
import dev.entrepot.core.index.GoneTag;
import dev.entrepot.core.index.RelayedRecords;
import dev.entrepot.core.index.RepositoryRecords;
import dev.entrepot.core.index.TagEntry;
import dev.entrepot.core.index.TagRecord;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.oci.Repository;
import dev.entrepot.testkit.blob.InMemoryRecords;
import dev.entrepot.testkit.blob.ManualTime;
import dev.entrepot.testkit.bucket.InMemoryUploadQueue;
import dev.entrepot.testkit.index.InMemoryIndex;
import java.io.IOException;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a bucket that is new is owed. */
class SurveyTest {

    private static final Digest BLOB = Digest.sha256(new byte[] {1});
    private static final Reference.ByTag LATEST =
            new Reference.ByTag(new Repository("docker.io", "library/alpine"), "latest");

    private final InMemoryIndex index = new InMemoryIndex();
    private final InMemoryRecords disk = new InMemoryRecords();
    private final InMemoryUploadQueue queue = new InMemoryUploadQueue();
    private final ManualTime time = new ManualTime();

    @BeforeEach
    void somethingIsHeld() throws IOException {
        index.blobs().put(BLOB, new BlobRecord(100, true));
        disk.putTag(LATEST, TagEntry.first(BLOB, time.instant()));
    }

    private void survey(RepositoryRecords records) {
        Survey survey = new Survey(new Survey.Held(index.catalog(), disk, records), queue, UploadWorld.LIMITS, time);
        survey.take();
        survey.close();
    }

    private boolean isOwed(UploadItem item) {
        return queue.find(item) instanceof Lookup.Found<UploadEntry> found
                && found.value().isWaiting();
    }

    @Test
    void everythingThatIsHeldIsQueuedOnce() {
        survey(disk);

        assertThat(isOwed(new UploadItem.Blob(BLOB))).isTrue();
        assertThat(isOwed(new UploadItem.TagNote(LATEST))).isTrue();
        assertThat(queue.isSurveyed()).isTrue();
    }

    @Test
    void thatATagIsGoneIsOwedAlsoAfterTheIndexWasLost() throws IOException {
        disk.putTag(LATEST, new GoneTag(time.instant()));

        survey(disk);

        assertThat(isOwed(new UploadItem.TagNote(LATEST))).isTrue();
    }

    @Test
    void afterOneThatWasFinishedNothingIsLookedFor() {
        queue.setSurveyed(true);
        survey(disk);

        assertThat(isOwed(new UploadItem.Blob(BLOB))).isFalse();
    }

    @Test
    void whatIsNotKnownOfMayBeOwedUntilEverythingWasLookedAt() {
        Survey survey = new Survey(new Survey.Held(index.catalog(), disk, disk), queue, UploadWorld.LIMITS, time);

        assertThat(survey.isLooking()).isTrue();
        survey.take();
        assertThat(survey.isLooking()).isFalse();
        survey.missed();
        assertThat(survey.isLooking()).isTrue();
    }

    /** Or a bucket that is down for long would keep everything. */
    @Test
    void whileTheQueueIsLongNothingElseIsKeptForIt() throws InterruptedException {
        queue.put(UploadEntry.ofBlob(Digest.sha256(new byte[] {2}), UploadWorld.LIMITS.queue(), time.instant()));
        Survey survey = new Survey(new Survey.Held(index.catalog(), disk, disk), queue, UploadWorld.LIMITS, time);
        Thread keeping = Thread.ofVirtual().start(survey::keep);
        Awaitility.await().until(() -> !survey.isLooking());

        survey.missed();
        assertThat(survey.isLooking()).isFalse();

        survey.close();
        keeping.join();
        assertThat(isOwed(new UploadItem.Blob(BLOB))).isFalse();
    }

    @Test
    void whatWasDroppedFromTheQueueIsQueuedAgainOnceThatHasComeDown() throws InterruptedException {
        queue.setSurveyed(true);
        Digest large = Digest.sha256(new byte[] {2});
        queue.put(UploadEntry.ofBlob(large, UploadWorld.LIMITS.queue(), time.instant()));
        Survey survey = new Survey(new Survey.Held(index.catalog(), disk, disk), queue, UploadWorld.LIMITS, time);
        survey.missed();
        Thread keeping = Thread.ofVirtual().start(survey::keep);

        assertThat(keeping.join(Duration.ofMillis(1500))).isFalse();
        assertThat(isOwed(new UploadItem.Blob(BLOB))).isFalse();
        queue.forget(new UploadItem.Blob(large));
        while (!isOwed(new UploadItem.Blob(BLOB))) {
            assertThat(keeping.join(Duration.ofMillis(10))).isFalse();
        }

        survey.close();
        keeping.join();
        assertThat(queue.isSurveyed()).isTrue();
    }

    @Test
    void afterOneThatWasFinishedAndOneThatFailedTheNextStartLooksAgain() {
        Survey survey = new Survey(new Survey.Held(index.catalog(), disk, disk), queue, UploadWorld.LIMITS, time);
        survey.take();

        queue.takeDown(new IOException("No space left on device"));
        survey.take();
        queue.recover();
        survey.close();

        assertThat(queue.isSurveyed()).isFalse();
    }

    @Test
    void withSomethingDroppedTheNextStartLooksAgain() {
        queue.setSurveyed(true);
        Survey survey = new Survey(new Survey.Held(index.catalog(), disk, disk), queue, UploadWorld.LIMITS, time);
        survey.take();

        survey.missed();
        survey.close();

        assertThat(queue.isSurveyed()).isFalse();
    }

    @Test
    void whatCannotBeReadKeepsNobodyElseOutAndIsLookedForAgainAtTheNextStart() {
        survey(new Unreadable(disk));

        assertThat(queue.isSurveyed()).isFalse();
        assertThat(isOwed(new UploadItem.Blob(BLOB))).isTrue();

        survey(disk);

        assertThat(isOwed(new UploadItem.TagNote(LATEST))).isTrue();
    }

    private static final class Unreadable extends RelayedRecords {

        Unreadable(RepositoryRecords records) {
            super(records);
        }

        @Override
        public Lookup<TagRecord> tagRecord(Reference.ByTag tag) {
            return Lookup.unreachable(Dependency.DISK, new IOException("Input/output error"));
        }
    }
}
