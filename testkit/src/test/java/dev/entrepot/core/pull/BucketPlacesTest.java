package dev.entrepot.core.pull;

import static dev.entrepot.core.pull.BlobWorld.ALPINE;
import static dev.entrepot.core.pull.BlobWorld.MANIFEST;
import static dev.entrepot.core.pull.BlobWorld.whole;
import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.upload.Outbox;
import dev.entrepot.testkit.blob.Bytes;
import dev.entrepot.testkit.blob.ManualTime;
import dev.entrepot.testkit.blob.TempFileBlobStore.Operation;
import dev.entrepot.testkit.bucket.InMemoryBucket;
import dev.entrepot.testkit.bucket.InMemoryUploadQueue;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Places are there to spare an upstream: what the bucket brings takes none, and so waits for none. */
class BucketPlacesTest {

    private final InMemoryBucket bucket = new InMemoryBucket();
    private final ManualTime time = new ManualTime();

    @RegisterExtension
    final BlobWorld world = BlobWorld.withFewPlaces((upstream, ports) ->
            InFront.of(upstream, ports, bucket, new Outbox(new InMemoryUploadQueue(), time), time));

    private final byte[] content = Bytes.some(100_000);
    private final Digest digest = Digest.sha256(content);
    private int places;

    private void fillPlaces(int count) {
        places = count;
        world.places.limitFills(count);
    }

    private List<String> inBucket(String... kinds) {
        return List.of(kinds).stream().map(kind -> kind + " " + digest).toList();
    }

    @AfterEach
    void everyPlaceIsFreeAgain() throws Exception {
        world.awaitFills();
        assertThat(world.places.free()).isEqualTo(places);
    }

    @Test
    void whatTheBucketHasIsServedWhereNoPlaceIsFree() throws Exception {
        fillPlaces(0);
        bucket.plant(digest, content);
        world.prove(ALPINE, digest, content.length);

        assertThat(world.pulled(ALPINE, digest).isWhole(content)).isTrue();

        assertThat(bucket.requests()).isEqualTo(inBucket("HEAD", "GET"));
        assertThat(world.source.opened()).isEmpty();
        assertThat(world.places.taken()).isEmpty();
    }

    @Test
    void whatTheBucketLacksTakesAPlaceAndTheBucketIsNotAskedAgain() throws Exception {
        fillPlaces(1);
        world.source.serve(content);
        world.prove(ALPINE, digest, content.length);

        assertThat(world.pulled(ALPINE, digest).isWhole(content)).isTrue();

        assertThat(bucket.requests()).isEqualTo(inBucket("HEAD"));
        assertThat(world.source.opened()).containsExactly(whole(ALPINE, digest));
        assertThat(world.places.taken()).containsExactly("fill " + ALPINE);
    }

    @Test
    void aBucketThatIsDownIsAskedOnce() throws Exception {
        fillPlaces(1);
        bucket.takeDown(new IOException("down"));
        world.source.serve(content);
        world.prove(ALPINE, digest, content.length);

        assertThat(world.pulled(ALPINE, digest).isWhole(content)).isTrue();

        assertThat(bucket.requests()).isEqualTo(inBucket("HEAD"));
        assertThat(world.places.taken()).containsExactly("fill " + ALPINE);
    }

    /** That something lies in the bucket says nothing of whose it is. */
    @Test
    void whatIsOnlyClaimedIsNotEvenLookedFor() throws Exception {
        fillPlaces(1);
        bucket.plant(digest, content);
        world.source.serve(content);
        world.claim(ALPINE, digest, content.length);

        assertThat(world.pulled(ALPINE, digest).isWhole(content)).isTrue();

        assertThat(bucket.requests()).containsExactly("GET " + new Reference.ByDigest(ALPINE, MANIFEST));
        assertThat(world.source.opened()).containsExactly(whole(ALPINE, digest));
        assertThat(world.places.taken()).containsExactly("fill " + ALPINE);
    }

    @Test
    void whereNothingIsLimitedTheBucketIsReadWithoutALookBefore() throws Exception {
        bucket.plant(digest, content);
        world.prove(ALPINE, digest, content.length);

        assertThat(world.pulled(ALPINE, digest).isWhole(content)).isTrue();

        assertThat(bucket.requests()).isEqualTo(inBucket("GET"));
    }

    @Test
    void anUpstreamThatMakesUpForTheBucketIsAskedByWayOfAPlace() throws Exception {
        fillPlaces(1);
        bucket.plant(digest, otherThan(content));
        world.source.serve(content);
        world.prove(ALPINE, digest, content.length);

        assertThat(world.pulled(ALPINE, digest).isWhole(content)).isTrue();

        assertThat(bucket.requests()).isEqualTo(inBucket("HEAD", "GET"));
        assertThat(world.source.opened()).containsExactly(whole(ALPINE, digest));
        assertThat(world.places.taken()).containsExactly("fill " + ALPINE);
    }

    @Test
    void withoutAPlaceNothingMakesUpForTheBucket() throws Exception {
        fillPlaces(0);
        bucket.plant(digest, otherThan(content));
        world.source.serve(content);
        world.prove(ALPINE, digest, content.length);

        assertThat(world.bytesPulled(ALPINE, digest)).isEmpty();

        assertThat(world.source.opened()).isEmpty();
    }

    @Test
    void whatCannotBeKeptIsPassedOnFromTheBucketWhereNoPlaceIsFree() throws Exception {
        bucket.plant(digest, content);
        world.prove(ALPINE, digest, content.length);
        world.store.fail(Operation.FIND, new IOException("disk failing"));

        assertThat(Received.all(world.get(ALPINE, digest)).isWhole(content)).isTrue();

        assertThat(bucket.requests()).isEqualTo(inBucket("GET"));
        assertThat(world.places.taken()).isEmpty();
    }

    private static byte[] otherThan(byte[] content) {
        byte[] other = content.clone();
        other[0] ^= 1;
        return other;
    }
}
