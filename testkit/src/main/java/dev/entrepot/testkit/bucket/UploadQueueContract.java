package dev.entrepot.testkit.bucket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.bucket.Multipart;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.oci.Repository;
import dev.entrepot.core.upload.PartialUpload;
import dev.entrepot.core.upload.UploadEntry;
import dev.entrepot.core.upload.UploadEntry.Failed;
import dev.entrepot.core.upload.UploadEntry.Stored;
import dev.entrepot.core.upload.UploadEntry.Waiting;
import dev.entrepot.core.upload.UploadItem;
import dev.entrepot.core.upload.UploadQueue;
import dev.entrepot.core.upload.UploadTotals;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every {@link UploadQueue} promises. */
public abstract class UploadQueueContract {

    protected static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final Instant LATER = NOON.plusSeconds(60);
    private static final Repository ALPINE = new Repository("docker.io", "library/alpine");
    private static final UploadItem TAG = new UploadItem.TagNote(new Reference.ByTag(ALPINE, "latest"));

    /** The same empty queue through one test. */
    protected abstract UploadQueue queue();

    /** As after a restart, where that makes a difference. */
    protected void restart() {}

    protected static Digest digest(int number) {
        return Digest.sha256(new byte[] {(byte) number});
    }

    protected static UploadItem blob(int number) {
        return new UploadItem.Blob(digest(number));
    }

    @Test
    void whatWasNeverQueuedIsAbsent() {
        assertThat(queue().find(blob(1))).isEqualTo(Lookup.absent());
        assertThat(queue().due(LATER, 10)).isEqualTo(Lookup.found(List.of()));
        assertThat(queue().totals()).isEqualTo(UploadTotals.NONE);
    }

    @Test
    void everyEntryIsReadBackAsItWas() {
        PartialUpload partial = new PartialUpload("an id", List.of(new Multipart.Part(1, "\"etag\"", "checksum")));
        List<UploadEntry> entries = List.of(
                new UploadEntry(blob(1), 7, new Waiting(NOON, LATER, 3), Optional.empty(), Optional.of(partial)),
                new UploadEntry(
                        blob(2), 7, new Failed(NOON, LATER, 3, "denied"), Optional.of("\"bad\""), Optional.empty()),
                UploadEntry.stored(TAG, 0, new Stored(NOON, "a version"), Optional.of("\"etag\"")),
                UploadEntry.of(new UploadItem.ManifestNote(new Reference.ByDigest(ALPINE, digest(3))), 0, NOON));

        entries.forEach(queue()::put);
        restart();

        entries.forEach(entry -> assertThat(queue().find(entry.item())).isEqualTo(Lookup.found(entry)));
    }

    @Test
    void whoIsDueLongestComesFirstAndWhoIsNotDueDoesNot() {
        waiting(1, LATER);
        waiting(2, NOON);
        waiting(3, LATER.plusMillis(1));

        assertThat(items(queue().due(LATER, 10))).containsExactly(blob(2), blob(1));
        assertThat(items(queue().due(LATER, 1))).containsExactly(blob(2));
    }

    @Test
    void onlyWhatWaitsIsDue() {
        waiting(1, NOON);
        queue().put(UploadEntry.stored(blob(1), 7, new Stored(NOON, ""), Optional.empty()));
        failed(2);

        assertThat(items(queue().due(LATER, 10))).isEmpty();
        assertThat(items(queue().failed(10))).containsExactly(blob(2));
    }

    @Test
    void aLaterTurnReplacesTheEarlierOne() {
        waiting(1, NOON);
        waiting(1, LATER);

        assertThat(items(queue().due(NOON, 10))).isEmpty();
        assertThat(items(queue().due(LATER, 10))).containsExactly(blob(1));
    }

    @Test
    void whatIsKnownIsNotAddedAgain() {
        queue().put(UploadEntry.stored(blob(1), 7, new Stored(NOON, ""), Optional.empty()));

        queue().add(UploadEntry.ofBlob(digest(1), 7, NOON));

        assertThat(items(queue().due(LATER, 10))).isEmpty();
    }

    @Test
    void whatIsForgottenIsAbsentAndNotDue() {
        waiting(1, NOON);

        queue().forget(blob(1));

        assertThat(queue().find(blob(1))).isEqualTo(Lookup.absent());
        assertThat(items(queue().due(LATER, 10))).isEmpty();
    }

    @Test
    void totalsFollowWhatWaitsAndWhatWasGivenUp() {
        waiting(1, NOON);
        waiting(2, NOON);
        failed(3);
        queue().put(UploadEntry.of(TAG, 0, NOON));
        assertThat(queue().totals()).isEqualTo(new UploadTotals(2, 14, 1, 1, 7));

        queue().put(UploadEntry.stored(blob(1), 7, new Stored(NOON, ""), Optional.empty()));
        waiting(3, NOON);
        restart();

        assertThat(queue().totals()).isEqualTo(new UploadTotals(2, 14, 1, 0, 0));
    }

    @Test
    void thatEverythingWasSurveyedSurvivesARestart() {
        assertThat(queue().isSurveyed()).isFalse();

        queue().setSurveyed(true);
        restart();
        assertThat(queue().isSurveyed()).isTrue();

        queue().setSurveyed(false);
        assertThat(queue().isSurveyed()).isFalse();
    }

    private void waiting(int number, Instant due) {
        queue().put(new UploadEntry(blob(number), 7, new Waiting(NOON, due, 0), Optional.empty(), Optional.empty()));
    }

    private void failed(int number) {
        queue().put(new UploadEntry(
                blob(number), 7, new Failed(NOON, LATER, 1, "denied"), Optional.empty(), Optional.empty()));
    }

    private static List<UploadItem> items(Lookup<List<UploadEntry>> page) {
        return page instanceof Lookup.Found<List<UploadEntry>> found
                ? found.value().stream().map(UploadEntry::item).toList()
                : List.of();
    }
}
