package dev.entrepot.testkit.bucket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.blob.RemoteBlob;
import dev.entrepot.core.blob.Window;
import dev.entrepot.core.bucket.BeyondEndException;
import dev.entrepot.core.bucket.Bucket;
import dev.entrepot.core.bucket.BucketObject;
import dev.entrepot.core.bucket.BucketRecords.Read;
import dev.entrepot.core.bucket.Condition;
import dev.entrepot.core.bucket.Content;
import dev.entrepot.core.bucket.Multipart;
import dev.entrepot.core.bucket.Multipart.Part;
import dev.entrepot.core.bucket.Multipart.Upload;
import dev.entrepot.core.bucket.Sent;
import dev.entrepot.core.index.GoneTag;
import dev.entrepot.core.index.Link;
import dev.entrepot.core.index.ManifestRecord;
import dev.entrepot.core.index.TagEntry;
import dev.entrepot.core.oci.ByteRange;
import dev.entrepot.core.oci.Descriptor;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.oci.Repository;
import dev.entrepot.testkit.blob.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What every {@link Bucket} promises. */
public abstract class BucketContract {

    private static final byte[] LAYER = Bytes.some(300_000);
    private static final Digest DIGEST = Digest.sha256(LAYER);
    private static final Repository ALPINE = new Repository("docker.io:5000", "library/alpine");
    private static final Reference.ByTag LATEST = new Reference.ByTag(ALPINE, "latest");
    private static final Reference.ByDigest MANIFEST = new Reference.ByDigest(ALPINE, DIGEST);
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    /** The same empty bucket through one test. */
    protected abstract Bucket bucket();

    /** Uploads in parts that lie there unfinished. */
    protected abstract int unfinishedUploads();

    /** Bytes of a part that the store accepts before the last one. */
    protected int partSize() {
        return 100_000;
    }

    @Test
    void whatWasNeverStoredIsAbsent() {
        assertThat(bucket().open(DIGEST, Window.all(), soon())).isEqualTo(Lookup.absent());
        assertThat(bucket().look(DIGEST, soon())).isEqualTo(Lookup.absent());
        assertThat(bucket().records().tag(LATEST, soon())).isEqualTo(Lookup.absent());
        assertThat(bucket().records().manifest(MANIFEST, soon())).isEqualTo(Lookup.absent());
    }

    @Test
    void aBlobIsReadBackAsItWasWithItsSizeAndTag() throws IOException {
        String etag = done(bucket().put(DIGEST, Content.of(LAYER), Condition.absent(), soon()));

        try (RemoteBlob blob = Bytes.found(bucket().open(DIGEST, Window.all(), soon()))) {
            assertThat(blob.size()).isEqualTo(LAYER.length);
            assertThat(blob.offset()).isZero();
            assertThat(blob.validator()).contains(etag);
            assertThat(all(blob)).isEqualTo(LAYER);
        }
        assertThat(bucket().look(DIGEST, soon())).isEqualTo(Lookup.found(new BucketObject(LAYER.length, etag)));
    }

    @Test
    void theRestOfABlobIsReadFromItsOffset() throws IOException {
        store(DIGEST, LAYER);

        Window rest = new Window.From(1000, Optional.of("\"of an upstream\""));
        try (RemoteBlob blob = Bytes.found(bucket().open(DIGEST, rest, soon()))) {
            assertThat(blob.size()).isEqualTo(LAYER.length);
            assertThat(blob.offset()).isEqualTo(1000);
            assertThat(all(blob)).isEqualTo(Arrays.copyOfRange(LAYER, 1000, LAYER.length));
        }
    }

    @Test
    void aClosedRangeIsReadAlone() throws IOException {
        store(DIGEST, LAYER);

        try (RemoteBlob blob = Bytes.found(bucket().open(DIGEST, new Window.Closed(new ByteRange(10, 19)), soon()))) {
            assertThat(blob.size()).isEqualTo(LAYER.length);
            assertThat(all(blob)).isEqualTo(Arrays.copyOfRange(LAYER, 10, 20));
        }
    }

    @Test
    void aRangeBeyondTheEndIsUnreachableAndNotAbsent() {
        store(DIGEST, LAYER);

        Window beyond = new Window.Closed(new ByteRange(LAYER.length + 10, LAYER.length + 20));
        assertThat(bucket().open(DIGEST, beyond, soon()))
                .isInstanceOfSatisfying(
                        Lookup.Unreachable.class,
                        answer -> assertThat(answer.cause()).isInstanceOf(BeyondEndException.class));
    }

    @Test
    void aStreamMayBeGivenUpInTheMiddle() throws IOException {
        store(DIGEST, LAYER);

        try (RemoteBlob blob = Bytes.found(bucket().open(DIGEST, Window.all(), soon()))) {
            assertThat(blob.next()).isNotNull();
        }
        assertThat(bucket().look(DIGEST, soon())).isInstanceOf(Lookup.Found.class);
    }

    @Test
    void aBlobThatIsThereIsNotStoredAgain() {
        store(DIGEST, LAYER);

        assertThat(settled(() -> bucket().put(DIGEST, Content.of(LAYER), Condition.absent(), soon())))
                .isEqualTo(new Sent.Overtaken<>());
    }

    @Test
    void somethingWrongIsReplacedWhereItIsStillTheSame() {
        String etag = done(bucket().put(DIGEST, Content.of(LAYER), Condition.absent(), soon()));

        Condition changed = new Condition.Unchanged("\"something else\"");
        Sent<String> other = settled(() -> bucket().put(DIGEST, Content.of(LAYER), changed, soon()));
        Sent<String> same = bucket().put(DIGEST, Content.of(LAYER), new Condition.Unchanged(etag), soon());

        assertThat(other).isEqualTo(new Sent.Overtaken<>());
        assertThat(same).isInstanceOf(Sent.Done.class);
    }

    @Test
    void bytesOfAnotherDigestAreRefusedForGoodAndNotStored() {
        Sent<String> sent =
                settled(() -> bucket().put(DIGEST, Content.of(Bytes.some(1000)), Condition.absent(), soon()));

        assertThat(sent)
                .isInstanceOfSatisfying(
                        Sent.Permanent.class,
                        refused -> assertThat(refused.problem()).isEqualTo(Sent.Problem.BAD_DIGEST));
        assertThat(bucket().look(DIGEST, soon())).isEqualTo(Lookup.absent());
    }

    @Test
    void aBlobMayComeInParts() throws IOException {
        Upload upload = done(multipart().begin(DIGEST, soon()));
        List<Part> parts = List.of(
                done(multipart().send(upload, 1, part(0), soon())),
                done(multipart().send(upload, 2, part(1), soon())),
                done(multipart().send(upload, 3, part(2), soon())));
        assertThat(bucket().look(DIGEST, soon())).isEqualTo(Lookup.absent());

        done(multipart().complete(upload, parts, Condition.absent(), soon()));

        try (RemoteBlob blob = Bytes.found(bucket().open(DIGEST, Window.all(), soon()))) {
            assertThat(all(blob)).isEqualTo(inParts());
        }
        assertThat(unfinishedUploads()).isZero();
    }

    @Test
    void anUploadInPartsDoesNotReplaceWhatCameFirst() {
        Upload upload = done(multipart().begin(DIGEST, soon()));
        List<Part> parts = List.of(done(multipart().send(upload, 1, part(0), soon())));
        store(DIGEST, LAYER);

        assertThat(multipart().complete(upload, parts, Condition.absent(), soon()))
                .isEqualTo(new Sent.Overtaken<>());
    }

    @Test
    void anAbortedUploadLeavesNothing() {
        Upload upload = done(multipart().begin(DIGEST, soon()));
        List<Part> parts = List.of(done(multipart().send(upload, 1, part(0), soon())));

        done(multipart().abort(upload, soon()));

        assertThat(unfinishedUploads()).isZero();
        assertThat(multipart().abort(upload, soon())).isEqualTo(Sent.done(true));
        assertThat(multipart().complete(upload, parts, Condition.absent(), soon()))
                .isEqualTo(new Sent.Overtaken<>());
    }

    @Test
    void unfinishedUploadsOfABlobAreFound() {
        Upload upload = done(multipart().begin(DIGEST, soon()));
        done(multipart().begin(Digest.sha256(new byte[0]), soon()));

        assertThat(multipart().unfinished(DIGEST, soon())).isEqualTo(Sent.done(List.of(upload)));
    }

    @Test
    void recordsAreReadBackAsTheyWere() {
        TagEntry entry = TagEntry.first(DIGEST, NOON);
        ManifestRecord record = new ManifestRecord(
                "application/vnd.oci.image.manifest.v1+json",
                7,
                true,
                List.of(new ManifestRecord.Child(
                        new Descriptor("application/octet-stream", DIGEST, 7), Link.Role.BLOB, true, false)));

        String tagged = done(bucket().records().putTag(LATEST, entry, Condition.absent(), soon()));
        String noted = done(bucket().records().putManifest(MANIFEST, record, Condition.absent(), soon()));

        assertThat(bucket().records().tag(LATEST, soon())).isEqualTo(Lookup.found(new Read<>(entry, tagged)));
        assertThat(bucket().records().manifest(MANIFEST, soon())).isEqualTo(Lookup.found(new Read<>(record, noted)));
    }

    @Test
    void thatATagIsGoneIsReadBackAndGivesWayToATagThatIsBack() {
        String named =
                done(bucket().records().putTag(LATEST, TagEntry.first(DIGEST, NOON), Condition.absent(), soon()));
        GoneTag gone = new GoneTag(NOON.plusSeconds(60));
        TagEntry back = TagEntry.first(DIGEST, NOON.plusSeconds(120));

        String over = done(bucket().records().putTag(LATEST, gone, new Condition.Unchanged(named), soon()));
        assertThat(bucket().records().tag(LATEST, soon())).isEqualTo(Lookup.found(new Read<>(gone, over)));
        assertThat(bucket().records().torn(LATEST, soon())).isEqualTo(Lookup.absent());

        String again = done(bucket().records().putTag(LATEST, back, new Condition.Unchanged(over), soon()));
        assertThat(bucket().records().tag(LATEST, soon())).isEqualTo(Lookup.found(new Read<>(back, again)));
    }

    @Test
    void ofTwoWhoChangeARecordOneHasToLookAgain() {
        String first =
                done(bucket().records().putTag(LATEST, TagEntry.first(DIGEST, NOON), Condition.absent(), soon()));
        TagEntry later = TagEntry.first(DIGEST, NOON.plusSeconds(60));

        done(bucket().records().putTag(LATEST, later, new Condition.Unchanged(first), soon()));

        assertThat(settled(() -> bucket().records().putTag(LATEST, later, new Condition.Unchanged(first), soon())))
                .isEqualTo(new Sent.Overtaken<>());
        assertThat(settled(() -> bucket().records().putTag(LATEST, later, Condition.absent(), soon())))
                .isEqualTo(new Sent.Overtaken<>());
    }

    private Multipart multipart() {
        return bucket().multipart();
    }

    private Content part(int number) {
        byte[] whole = inParts();
        int from = number * partSize();
        return Content.of(Arrays.copyOfRange(whole, from, Math.min(whole.length, from + partSize())));
    }

    private byte[] inParts() {
        return Bytes.some(partSize() * 2 + 1000);
    }

    private void store(Digest digest, byte[] content) {
        done(bucket().put(digest, Content.of(content), Condition.absent(), soon()));
    }

    protected static Deadline soon() {
        return Deadline.after(Duration.ofSeconds(20));
    }

    /** A store may hang up on a body that it refuses before that is said: whoever uploads asks again then. */
    private static <T> Sent<T> settled(Supplier<Sent<T>> put) {
        Sent<T> sent = put.get();
        for (int again = 0; again < 5 && sent instanceof Sent.Transient; again++) {
            sent = put.get();
        }
        return sent;
    }

    protected static <T> T done(Sent<T> sent) {
        if (sent instanceof Sent.Done<T> done) {
            return done.value();
        }
        throw new AssertionError("expected it to be done, but: " + sent);
    }

    private static byte[] all(RemoteBlob blob) throws IOException {
        ByteBuffer all = ByteBuffer.allocate((int) blob.size());
        for (ByteBuffer chunk = blob.next(); chunk != null; chunk = blob.next()) {
            all.put(chunk);
        }
        return Arrays.copyOf(all.array(), all.position());
    }
}
