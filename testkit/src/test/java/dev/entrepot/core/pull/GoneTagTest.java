package dev.entrepot.core.pull;

import static dev.entrepot.core.pull.ManifestWorld.TTL;
import static dev.entrepot.core.pull.ManifestWorld.assertFresh;
import static dev.entrepot.core.pull.ManifestWorld.assertStale;
import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.blob.Manifest;
import dev.entrepot.core.bucket.Sent;
import dev.entrepot.core.index.GoneTag;
import dev.entrepot.core.index.TagEntry;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.pull.ManifestAnswer.How;
import dev.entrepot.core.upload.UploadEntry;
import dev.entrepot.core.upload.UploadItem;
import dev.entrepot.testkit.blob.Bytes;
import dev.entrepot.testkit.bucket.InMemoryBucket;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A tag that its registry has deleted, and nodes that share a bucket. */
class GoneTagTest {

    private static final ManifestAnswer NOT_FOUND = new ManifestAnswer.Unknown(Lookup.Refusal.NOT_FOUND);
    private static final ManifestAnswer BARELY_NOT_FOUND = new ManifestAnswer.Unknown(Lookup.Refusal.BARE_NOT_FOUND);

    private final InMemoryBucket bucket = new InMemoryBucket();
    private final Reference.ByTag tag = ManifestWorld.tag("3");
    private Instant gone = Instant.EPOCH;

    @RegisterExtension
    private final ManifestWorld node = new ManifestWorld(bucket);

    @RegisterExtension
    private final ManifestWorld another = new ManifestWorld(bucket);

    private Manifest manifest;

    @BeforeEach
    void aTagThatWasPulledAndLiesInTheBucket() {
        manifest = node.known(tag, "one");
        bucket.plant(manifest.digest(), "one".getBytes(StandardCharsets.UTF_8));
        node.sendWhatIsOwed();
        assertThat(requestsForTheTag()).containsExactly("PUT " + tag);
        bucket.forgetRequests();
    }

    /** The registry has no such tag any more, and says so. */
    private void goes() {
        node.source.forget(tag);
        node.time.advance(TTL);
        gone = node.time.instant();
        assertThat(node.get(tag)).isEqualTo(NOT_FOUND);
    }

    @Test
    void aNewNodeDoesNotServeItFromTheBucketInAnOutage() {
        goes();
        node.sendWhatIsOwed();
        assertThat(requestsForTheTag()).containsExactly("PUT " + tag);
        another.source.goDown(new IOException("down"));

        assertThat(another.get(tag)).isInstanceOf(ManifestAnswer.Unavailable.class);

        assertThat(bucket.requests()).containsExactly("PUT " + tag, "GET " + tag);
    }

    @Test
    void theNodeThatWasToldDoesNotServeItFromTheBucketEitherThoughThatCouldNotBeToldYet() {
        bucket.refuseNext(new Sent.Permanent<>(Sent.Problem.DENIED, "403"));
        goes();
        node.sendWhatIsOwed();
        node.source.goDown(new IOException("down"));
        node.time.advance(Duration.ofSeconds(10));

        assertThat(node.get(tag)).isInstanceOf(ManifestAnswer.Unavailable.class);

        assertThat(bucket.requests()).containsExactly("PUT " + tag, "GET " + tag);
        assertThat(Bytes.found(node.owed.find(new UploadItem.TagNote(tag))).standing())
                .as("is tried again")
                .isInstanceOf(UploadEntry.Failed.class);
    }

    @Test
    void thatItIsGoneIsToldTheBucketOnce() {
        goes();
        node.sendWhatIsOwed();
        node.time.advance(Duration.ofDays(2));
        assertThat(node.get(tag)).isEqualTo(NOT_FOUND);
        node.restart();
        assertThat(node.get(tag)).isEqualTo(NOT_FOUND);
        node.sendWhatIsOwed();

        assertThat(bucket.requests()).containsExactly("PUT " + tag);
        assertThat(Bytes.found(bucket.tag(tag, soon())).value()).isEqualTo(new GoneTag(gone));
    }

    @Test
    void aTagThatWasNeverKnownIsNoReasonToTellTheBucket() {
        assertThat(node.get(ManifestWorld.tag("made-up"))).isEqualTo(NOT_FOUND);
        node.sendWhatIsOwed();

        assertThat(bucket.requests()).isEmpty();
    }

    @Test
    void a404ThatNothingShowsToBeARegistrysIsNotToldTheBucket() {
        node.source.missBarely(tag);
        node.time.advance(TTL);

        assertThat(node.get(tag)).isEqualTo(BARELY_NOT_FOUND);
        node.sendWhatIsOwed();

        assertThat(requestsForTheTag()).isEmpty();
        assertThat(node.records.tagRecord(tag)).isEqualTo(Lookup.absent());
        assertThat(node.index.tags().find(tag)).isEqualTo(Lookup.absent());
    }

    @Test
    void aTagThatComesBackIsServedFromTheBucketAgain() {
        goes();
        node.sendWhatIsOwed();
        node.source.serve(tag.repository(), tag.tag(), manifest);
        node.time.advance(Duration.ofSeconds(10));
        assertFresh(node.get(tag), manifest, How.FETCHED);
        node.sendWhatIsOwed();
        another.source.goDown(new IOException("down"));
        another.time.advance(Duration.between(another.time.instant(), node.time.instant()));

        assertStale(another.get(tag), manifest, Duration.ofSeconds(5));

        assertThat(requestsForTheTag()).containsExactly("PUT " + tag, "PUT " + tag, "GET " + tag);
    }

    @Test
    void whatAnotherNodeSawLaterIsServedThoughItWasGoneHere() {
        goes();
        node.sendWhatIsOwed();
        another.time.advance(Duration.between(another.time.instant(), node.time.instant()));
        another.source.serve(tag.repository(), tag.tag(), manifest);
        assertFresh(another.get(tag), manifest, How.FETCHED);
        another.sendWhatIsOwed();
        node.source.goDown(new IOException("down"));
        node.time.advance(Duration.ofSeconds(10));

        assertStale(node.get(tag), manifest, Duration.ofSeconds(10));

        assertThat(requestsForTheTag())
                .as("its record, that of another, and what came of it")
                .containsExactly("PUT " + tag, "PUT " + tag, "GET " + tag, "PUT " + tag, "GET " + tag);
        assertThat(node.entry(tag)).isInstanceOf(TagEntry.class);
    }

    private List<String> requestsForTheTag() {
        return bucket.requests().stream()
                .filter(request -> request.endsWith(" " + tag))
                .toList();
    }

    private static Deadline soon() {
        return Deadline.after(Duration.ofSeconds(10));
    }
}
