package dev.entrepot.core.pull;

import static dev.entrepot.core.pull.BlobWorld.ALPINE;
import static dev.entrepot.core.pull.BlobWorld.MANIFEST;
import static dev.entrepot.core.pull.BlobWorld.OTHER;
import static dev.entrepot.core.pull.BlobWorld.whole;
import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.bucket.Condition;
import dev.entrepot.core.index.Link;
import dev.entrepot.core.index.ManifestRecord;
import dev.entrepot.core.oci.Descriptor;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.upload.Outbox;
import dev.entrepot.core.upload.UploadEntry;
import dev.entrepot.core.upload.UploadItem;
import dev.entrepot.testkit.blob.Bytes;
import dev.entrepot.testkit.blob.ManualTime;
import dev.entrepot.testkit.bucket.InMemoryBucket;
import dev.entrepot.testkit.bucket.InMemoryUploadQueue;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the bucket is asked for, and what happens where it is wrong. */
class BucketFirstTest {

    private static final byte[] SMALL = Bytes.some(100_000);
    private static final Reference.ByDigest RECORD = new Reference.ByDigest(ALPINE, MANIFEST);
    private static final byte[] LARGE = Bytes.some((int) Transfer.SHOWN_WHEN_VERIFIED + 1_000_000);

    private final InMemoryBucket bucket = new InMemoryBucket();
    private final InMemoryUploadQueue queue = new InMemoryUploadQueue();
    private final ManualTime time = new ManualTime();

    @RegisterExtension
    final BlobWorld world =
            new BlobWorld((upstream, ports) -> InFront.of(upstream, ports, bucket, new Outbox(queue, time), time));

    @Test
    void whatBelongsToTheRepositoryIsReadFromTheBucketByOneGet() throws Exception {
        Digest digest = inBucket(SMALL, SMALL);
        world.prove(ALPINE, digest, SMALL.length);

        assertThat(world.pulled(ALPINE, digest).isWhole(SMALL)).isTrue();

        assertThat(bucket.requests()).containsExactly("GET " + digest);
        assertThat(world.source.opened()).isEmpty();
        assertThat(world.isStored(digest)).isTrue();
    }

    @Test
    void whatCameFromTheBucketIsNotOwedToIt() throws Exception {
        Digest digest = inBucket(SMALL, SMALL);
        world.prove(ALPINE, digest, SMALL.length);

        world.pulled(ALPINE, digest);

        assertThat(entry(digest).standing()).isInstanceOf(UploadEntry.Stored.class);
    }

    @Test
    void aRepositoryThatNobodyAnsweredForGetsNothingFromTheBucket() throws Exception {
        Digest digest = inBucket(SMALL, SMALL);
        world.source.serve(SMALL);

        world.pulled(OTHER, digest);

        assertThat(bucket.requests()).isEmpty();
        assertThat(world.source.opened()).containsExactly(whole(OTHER, digest));
    }

    @Test
    void whatAManifestOnlyClaimsIsFetchedFromTheUpstream() throws Exception {
        Digest digest = inBucket(SMALL, SMALL);
        world.claim(ALPINE, digest, SMALL.length);
        world.source.serve(SMALL);

        world.pulled(ALPINE, digest);

        assertThat(bucket.requests()).containsExactly("GET " + RECORD);
        assertThat(world.source.opened()).containsExactly(whole(ALPINE, digest));
    }

    @Test
    void whatAnotherHasProvenIsReadFromTheBucket() throws Exception {
        Digest digest = inBucket(SMALL, SMALL);
        world.claim(ALPINE, digest, SMALL.length);
        anotherHas(naming(digest, true));

        assertThat(world.pulled(ALPINE, digest).isWhole(SMALL)).isTrue();

        assertThat(world.source.opened()).isEmpty();
    }

    @Test
    void whatAnotherHasProvenIsReadFromTheBucketWhileTheIndexIsDown() throws Exception {
        Digest digest = inBucket(SMALL, SMALL);
        world.records.putManifest(ALPINE, MANIFEST, naming(digest, false));
        anotherHas(naming(digest, true));
        world.index.failWith(new IOException("down"));

        assertThat(world.pulled(ALPINE, digest).isWhole(SMALL)).isTrue();

        assertThat(bucket.requests()).containsExactly("GET " + RECORD, "GET " + digest);
        assertThat(world.source.opened()).isEmpty();
    }

    private static ManifestRecord naming(Digest digest, boolean isProven) {
        ManifestRecord.Child child = new ManifestRecord.Child(
                new Descriptor("application/octet-stream", digest, SMALL.length), Link.Role.BLOB, isProven, false);
        return new ManifestRecord("application/vnd.oci.image.manifest.v1+json", 1, false, List.of(child));
    }

    private void anotherHas(ManifestRecord record) {
        bucket.putManifest(RECORD, record, Condition.absent(), Deadline.after(Duration.ofSeconds(1)));
        bucket.forgetRequests();
    }

    @Test
    void theBucketsAnswerProvesNothing() throws Exception {
        Digest digest = inBucket(SMALL, SMALL);
        world.hold(SMALL, true);
        world.store.delete(digest);
        world.claim(ALPINE, digest, SMALL.length);

        assertThat(world.pulled(ALPINE, digest).isWhole(SMALL)).isTrue();

        assertThat(world.isProven(ALPINE, digest)).isFalse();
    }

    @Test
    void wrongBytesOfASmallBlobAreNeverShown() throws Exception {
        byte[] several = Bytes.some(8 * Fill.PUBLISH_EVERY_BYTES);
        Digest digest = inBucket(several, flipped(several, 0));
        world.prove(ALPINE, digest, several.length);
        world.source.serve(several);

        assertThat(world.pulled(ALPINE, digest).isWhole(several)).isTrue();

        assertThat(world.source.opened()).containsExactly(whole(ALPINE, digest));
        assertThat(entry(digest).isWaiting()).isTrue();
        assertThat(entry(digest).etag()).isPresent();
    }

    @Test
    void aLargeBlobThatIsWrongWhereNobodyHasReadItIsCompletedFromTheUpstream() throws Exception {
        Digest digest = inBucket(LARGE, flipped(LARGE, LARGE.length - 1));
        world.prove(ALPINE, digest, LARGE.length);
        world.source.serve(LARGE);

        assertThat(world.pulled(ALPINE, digest).isWhole(LARGE)).isTrue();

        assertThat(world.isStored(digest)).isTrue();
    }

    @Test
    void aLargeBlobOfWhichWrongBytesWereShownIsCutAndRightTheNextTime() throws Exception {
        Digest digest = inBucket(LARGE, flipped(LARGE, 0));
        world.prove(ALPINE, digest, LARGE.length);
        world.source.serve(LARGE);

        assertThat(world.pulled(ALPINE, digest).cut()).isPresent();
        assertThat(world.isStored(digest)).isFalse();

        assertThat(world.pulled(ALPINE, digest).isWhole(LARGE)).isTrue();
        assertThat(bucket.requests()).containsExactly("GET " + digest);
    }

    @Test
    void wrongBytesThatNobodyCanReplaceAreNeitherServedWholeNorKept() throws Exception {
        Digest digest = inBucket(SMALL, flipped(SMALL, 0));
        world.prove(ALPINE, digest, SMALL.length);

        assertThat(world.bytesPulled(ALPINE, digest)).isEmpty();

        assertThat(world.isStored(digest)).isFalse();
    }

    @Test
    void anObjectOfAnotherLengthIsNotEvenBegun() throws Exception {
        Digest digest = inBucket(SMALL, Bytes.some(10));
        world.prove(ALPINE, digest, SMALL.length);
        world.source.serve(SMALL);

        assertThat(world.pulled(ALPINE, digest).isWhole(SMALL)).isTrue();

        assertThat(entry(digest).isWaiting()).isTrue();
        assertThat(entry(digest).etag()).isPresent();
    }

    /** Who can push a manifest somewhere could otherwise have any object fetched and sent again. */
    @Test
    void aSizeThatSomebodyClaimsDiscreditsNothing() throws Exception {
        Digest digest = inBucket(SMALL, SMALL);
        world.prove(OTHER, digest, 10);
        world.prove(ALPINE, digest, SMALL.length);
        world.source.serve(SMALL);

        assertThat(world.bytesPulled(OTHER, digest)).isEmpty();
        assertThat(world.pulled(ALPINE, digest).isWhole(SMALL)).isTrue();

        assertThat(bucket.requests()).containsExactly("GET " + digest, "GET " + digest);
        assertThat(world.source.opened()).containsExactly(whole(OTHER, digest));
        assertThat(entry(digest).standing()).isInstanceOf(UploadEntry.Stored.class);
    }

    @Test
    void anObjectOfAnotherLengthIsNotReplacedByWhatCouldNotBeVerified() throws Exception {
        Digest digest = inBucket(SMALL, Bytes.some(10));
        world.prove(ALPINE, digest, SMALL.length);
        world.source.serve(digest, flipped(SMALL, 0));

        assertThat(world.bytesPulled(ALPINE, digest)).hasSizeLessThan(SMALL.length);

        assertThat(queue.find(new UploadItem.Blob(digest))).isInstanceOf(Lookup.Absent.class);
    }

    @Test
    void aBucketThatIsDownIsDoneWithout() throws Exception {
        Digest digest = inBucket(SMALL, SMALL);
        world.prove(ALPINE, digest, SMALL.length);
        world.source.serve(SMALL);
        bucket.takeDown(new IOException("down"));

        assertThat(world.pulled(ALPINE, digest).isWhole(SMALL)).isTrue();

        assertThat(world.source.opened()).containsExactly(whole(ALPINE, digest));
    }

    private Digest inBucket(byte[] right, byte[] there) {
        Digest digest = Digest.sha256(right);
        bucket.plant(digest, there);
        return digest;
    }

    private UploadEntry entry(Digest digest) {
        return Bytes.found(queue.find(new UploadItem.Blob(digest)));
    }

    private static byte[] flipped(byte[] content, int at) {
        byte[] other = content.clone();
        other[at] ^= 1;
        return other;
    }
}
