package dev.entrepot.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.bucket.Condition;
import dev.entrepot.core.bucket.Content;
import dev.entrepot.core.bucket.Sent;
import dev.entrepot.core.index.TagEntry;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.oci.Repository;
import dev.entrepot.storage.json.TagJson;
import dev.entrepot.testkit.blob.Bytes;
import dev.entrepot.testkit.bucket.S3Server;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What became of a write whose answer never came: the bucket is asked what lies there. */
@Timeout(20)
class S3LostAnswerTest {

    private static final byte[] LAYER = Bytes.some(500_000);
    private static final Digest DIGEST = Digest.sha256(LAYER);
    private static final String KEY = "pre/fix/blobs/sha256/" + DIGEST.hex();

    private static final Reference.ByTag TAG = new Reference.ByTag(new Repository("docker.io", "app"), "1");
    private static final String TAG_KEY = "pre/fix/repositories/docker.io/app/_tags/1";

    private final S3Server server = S3Server.start();
    private final S3Bucket bucket = S3Fixture.bucket(server);

    @AfterEach
    void close() {
        bucket.close();
        server.close();
    }

    @Test
    void aWriteThatWasDoneThoughItsAnswerIsLostIsDone() {
        server.loseAnswer(request -> request.startsWith("PUT"));

        Sent<String> sent = put();

        assertThat(server.requests()).containsExactly("PUT " + KEY, "HEAD " + KEY);
        String etag = Bytes.found(bucket.look(DIGEST, soon())).etag();
        assertThat(sent).isEqualTo(Sent.done(etag));
    }

    @Test
    void whereNobodyTellsWhetherItWasDoneThatIsSaid() {
        server.loseAnswer(request -> request.startsWith("PUT"));
        server.refuse(request -> request.startsWith("HEAD"), 503, "", 1);

        assertThat(put())
                .isInstanceOfSatisfying(
                        Sent.Transient.class,
                        lost -> assertThat(lost.mayBeDone()).isTrue());
        assertThat(server.requests()).containsExactly("PUT " + KEY, "HEAD " + KEY);
    }

    @Test
    void aRefusalThatIsLostBeforeAnythingWasSentIsOvertakenWhereItIsThere() {
        server.plant(KEY, LAYER);
        server.cut(request -> request.startsWith("PUT"));

        assertThat(put()).isEqualTo(new Sent.Overtaken<>());
        assertThat(server.requests()).containsExactly("PUT " + KEY, "HEAD " + KEY);
    }

    @Test
    void whatWasCutBeforeAnythingWasSentIsNotDone() {
        server.cut(request -> request.startsWith("PUT"));

        assertThat(put())
                .isInstanceOfSatisfying(
                        Sent.Transient.class, cut -> assertThat(cut.mayBeDone()).isFalse());
        assertThat(server.requests()).containsExactly("PUT " + KEY, "HEAD " + KEY);
    }

    @Test
    void aRecordThatWasWrittenThoughItsAnswerIsLostIsDone() {
        server.loseAnswer(request -> request.startsWith("PUT"));

        Sent<String> sent = putTag(TagEntry.first(DIGEST, Instant.EPOCH));

        assertThat(server.requests()).containsExactly("PUT " + TAG_KEY, "HEAD " + TAG_KEY);
        assertThat(sent)
                .isEqualTo(
                        Sent.done(Bytes.found(bucket.records().tag(TAG, soon())).etag()));
    }

    @Test
    void whatAnotherWroteMeanwhileIsOvertaken() {
        byte[] other = new TagJson().write(TagEntry.first(DIGEST, Instant.EPOCH));
        server.loseAnswer(request -> request.startsWith("PUT"));
        server.refuse(request -> plantedAt(request, "HEAD " + TAG_KEY, other), 503, "", 1);

        assertThat(putTag(TagEntry.first(DIGEST, Instant.EPOCH))).isEqualTo(new Sent.Overtaken<>());

        assertThat(server.object(TAG_KEY)).contains(other);
    }

    private boolean plantedAt(String request, String when, byte[] content) {
        if (request.equals(when)) {
            server.plant(TAG_KEY, content);
        }
        return false;
    }

    private Sent<String> putTag(TagEntry entry) {
        return bucket.records().putTag(TAG, entry, Condition.absent(), soon());
    }

    private Sent<String> put() {
        return bucket.put(DIGEST, Content.of(LAYER), Condition.absent(), soon());
    }

    private static Deadline soon() {
        return Deadline.after(Duration.ofSeconds(20));
    }
}
