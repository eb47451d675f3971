package dev.entrepot.core.upload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.bucket.BucketRecords.Read;
import dev.entrepot.core.bucket.Condition;
import dev.entrepot.core.bucket.Sent;
import dev.entrepot.core.index.GoneTag;
import dev.entrepot.core.index.TagEntry;
import dev.entrepot.core.index.TagRecord;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.oci.Repository;
import dev.entrepot.testkit.blob.Bytes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tag that was sent from here, and that another wrote or that was read from there since. */
class ContestedTagTest {

    private static final Reference.ByTag LATEST = new Reference.ByTag(new Repository("docker.io", "app"), "latest");
    private static final Digest MANIFEST = Digest.sha256(Bytes.some(1));
    private static final Duration A_DAY = Duration.ofHours(25);

    private final UploadWorld world;
    private final TagEntry first;

    ContestedTagTest(@TempDir Path folder) {
        world = new UploadWorld(folder);
        first = TagEntry.first(MANIFEST, world.time.instant());
    }

    @BeforeEach
    void itWasSentFromHere() throws IOException {
        world.records.putTag(LATEST, first);
        sendLater();
        world.bucket.forgetRequests();
    }

    @Test
    void aTagThatAnotherSawAfterItWasGoneHereStaysAlsoOnceItWasReadFromThere() throws IOException {
        GoneTag gone = new GoneTag(world.time.instant());
        world.records.putTag(LATEST, gone);
        sendLater();
        TagEntry back = TagEntry.first(MANIFEST, world.time.instant().plusSeconds(60));
        writtenByAnother(back);
        readFromThere();

        survey(gone);

        assertThat(there()).isEqualTo(back);
    }

    @Test
    void aTagThatIsGoneForAnotherStaysGoneAlsoOnceThatWasReadFromThere() {
        GoneTag gone = new GoneTag(world.time.instant().plusSeconds(60));
        writtenByAnother(gone);
        readFromThere();

        survey(first);

        assertThat(there()).isEqualTo(gone);
    }

    @Test
    void aTagThatIsGoneForAnotherIsNotBroughtBackByStartsADayApart() {
        GoneTag gone = new GoneTag(world.time.instant());
        writtenByAnother(gone);
        world.bucket.forgetRequests();

        for (int start = 0; start < 2; start++) {
            world.time.advance(A_DAY);
            survey(first);
        }

        assertThat(world.bucket.requests())
                .containsExactly("PUT " + LATEST, "GET " + LATEST, "PUT " + LATEST, "GET " + LATEST);
        assertThat(there()).isEqualTo(gone);
    }

    @Test
    void aTagThatIsConfirmedAfterItWasGoneForAnotherIsBackAtOnceWhereThatIsKnown() throws IOException {
        GoneTag gone = new GoneTag(world.time.instant());
        writtenByAnother(gone);
        world.time.advance(A_DAY);
        survey(first);
        assertThat(there()).isEqualTo(gone);
        world.bucket.forgetRequests();

        TagEntry again = confirm();

        assertThat(world.bucket.requests()).containsExactly("PUT " + LATEST, "GET " + LATEST, "PUT " + LATEST);
        assertThat(there()).isEqualTo(again);
    }

    @Test
    void aTagThatIsConfirmedAfterItWasGoneForAnotherIsBackAtOnceWhereThatWasRead() throws IOException {
        writtenByAnother(new GoneTag(world.time.instant()));
        readFromThere();
        world.time.advance(Duration.ofMinutes(5));

        TagEntry again = confirm();

        assertThat(there()).isEqualTo(again);
    }

    @Test
    void aTagThatIsConfirmedAfterItWasGoneForAnotherIsBackWithinADay() throws IOException {
        writtenByAnother(new GoneTag(world.time.instant()));
        world.time.advance(A_DAY);

        TagEntry again = confirm();

        assertThat(there()).isEqualTo(again);
    }

    /** Or two that disagree would ask the bucket every few seconds. */
    @Test
    void whatAnotherSawLaterIsNoReasonToAskAgainBeforeItIsConfirmedHere() throws IOException {
        writtenByAnother(new GoneTag(world.time.instant().plus(A_DAY.multipliedBy(2))));
        world.time.advance(A_DAY);
        confirm();
        world.bucket.forgetRequests();

        for (int i = 0; i < 10; i++) {
            sendLater();
        }

        assertThat(world.bucket.requests()).isEmpty();
    }

    private TagEntry confirm() throws IOException {
        TagEntry again = first.confirmed(MANIFEST, world.time.instant());
        world.records.putTag(LATEST, again);
        sendLater();
        return again;
    }

    @Test
    void whatWasReadAndIsStillWhatWasSentFromHereIsReplacedByOneRequest() throws IOException {
        readFromThere();
        GoneTag gone = new GoneTag(world.time.instant());
        world.bucket.forgetRequests();

        world.records.putTag(LATEST, gone);
        sendLater();

        assertThat(world.bucket.requests()).containsExactly("PUT " + LATEST);
        assertThat(there()).isEqualTo(gone);
    }

    @Test
    void whatWasGivenUpIsOwedThoughAnOlderRecordWasRead() throws IOException {
        world.bucket.refuseNext(new Sent.Permanent<>(Sent.Problem.DENIED, "403"));
        GoneTag gone = new GoneTag(world.time.instant());
        world.records.putTag(LATEST, gone);
        sendLater();
        readFromThere();
        world.time.advance(Duration.ofHours(1));
        world.uploader.tick();
        world.sendAll();

        assertThat(there()).isEqualTo(gone);
    }

    private void writtenByAnother(TagRecord record) {
        String etag = Bytes.found(world.bucket.tag(LATEST, soon())).etag();
        world.bucket.putTag(LATEST, record, new Condition.Unchanged(etag), soon());
    }

    /** As a pull does while the registry cannot be asked. */
    private void readFromThere() {
        Read<TagRecord> read = Bytes.found(world.bucket.tag(LATEST, soon()));
        world.outbox.isThere(LATEST, read.value(), read.etag());
    }

    /** As a start does. */
    private void survey(TagRecord record) {
        world.outbox.changed(LATEST, record);
        sendLater();
    }

    private TagRecord there() {
        return Bytes.found(world.bucket.tag(LATEST, soon())).value();
    }

    private void sendLater() {
        world.time.advance(Outbox.SETTLING);
        world.sendAll();
    }

    private static Deadline soon() {
        return Deadline.after(Duration.ofSeconds(10));
    }
}
