package dev.entrepot.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.blob.RemoteBlob;
import dev.entrepot.core.blob.Window;
import dev.entrepot.core.bucket.BucketObserver;
import dev.entrepot.core.bucket.Condition;
import dev.entrepot.core.bucket.Content;
import dev.entrepot.core.bucket.RequestKind;
import dev.entrepot.core.bucket.Sent;
import dev.entrepot.core.index.TagEntry;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.oci.Repository;
import dev.entrepot.testkit.blob.Bytes;
import dev.entrepot.testkit.bucket.S3Server;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.core.exception.SdkClientException;

/** What a store's answers mean, and what is asked of it. */
class S3BucketTest implements BucketObserver {

    private static final byte[] LAYER = Bytes.some(500_000);
    private static final Digest DIGEST = Digest.sha256(LAYER);
    private static final String KEY = "pre/fix/blobs/sha256/" + DIGEST.hex();

    private final S3Server server = S3Server.start();
    private final List<RequestKind> heard = new ArrayList<>();
    private S3Bucket bucket = S3Fixture.bucket(server, S3Settings.Storing.DEFAULT, this);

    @Override
    public void requested(RequestKind kind, Answer answer, String reason, Duration took) {
        heard.add(kind);
    }

    @AfterEach
    void close() {
        bucket.close();
        server.close();
    }

    @Test
    void anObjectLiesWhereTheDiskHasItBelowThePrefix() {
        put();

        assertThat(server.keys()).containsExactly(KEY);
        assertThat(server.object(KEY)).contains(LAYER);
    }

    @Test
    void storingABlobIsOneRequestAndReadingItIsOne() {
        put();
        Bytes.found(open()).close();

        assertThat(server.requests()).containsExactly("PUT " + KEY, "GET " + KEY);
        assertThat(heard).containsExactly(RequestKind.PUT, RequestKind.GET);
    }

    @Test
    void throttlingMayPassAndIsNotRepeatedByTheClientItself() {
        server.refuse(S3BucketTest::any, 503, "SlowDown", 1);

        assertThat(put()).isInstanceOf(Sent.Transient.class);
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void aDenialOfAWriteIsForGoodAndSaysWhy() {
        server.refuse(S3BucketTest::any, 403, "AccessDenied", 1);

        assertThat(put()).isInstanceOfSatisfying(Sent.Permanent.class, denied -> {
            assertThat(denied.problem()).isEqualTo(Sent.Problem.DENIED);
            assertThat(denied.reason()).startsWith("403");
        });
    }

    @Test
    void aBucketThatIsNotThereIsForGood() {
        server.refuse(S3BucketTest::any, 404, "NoSuchBucket", 2);

        assertThat(put())
                .isInstanceOfSatisfying(
                        Sent.Permanent.class,
                        missing -> assertThat(missing.problem()).isEqualTo(Sent.Problem.NO_SUCH_BUCKET));
        assertThat(open()).isInstanceOf(Lookup.Unreachable.class);
    }

    @Test
    void whatIsToBeReplacedAndIsGoneIsOvertaken() {
        server.refuse(request -> request.startsWith("PUT"), 404, "NoSuchKey", 1);

        assertThat(bucket.put(DIGEST, Content.of(LAYER), new Condition.Unchanged("\"gone\""), soon()))
                .isEqualTo(new Sent.Overtaken<>());
    }

    @Test
    void aTornRecordIsNoneAndHasAnETagToReplaceItBy() {
        Reference.ByTag latest = new Reference.ByTag(new Repository("docker.io", "app"), "latest");
        TagEntry entry = TagEntry.first(DIGEST, Instant.EPOCH);
        bucket.records().putTag(latest, entry, Condition.absent(), soon());
        assertThat(bucket.records().torn(latest, soon())).isEqualTo(Lookup.absent());

        server.plant(server.keys().getFirst(), "{\"torn".getBytes(StandardCharsets.UTF_8));

        assertThat(bucket.records().tag(latest, soon())).isEqualTo(Lookup.absent());
        String etag = Bytes.found(bucket.records().torn(latest, soon()));
        assertThat(bucket.records().putTag(latest, entry, new Condition.Unchanged(etag), soon()))
                .isInstanceOf(Sent.Done.class);
    }

    @Test
    void aConflictMayPass() {
        server.refuse(S3BucketTest::any, 409, "ConditionalRequestConflict", 1);

        assertThat(put()).isInstanceOf(Sent.Transient.class);
    }

    @Test
    void aMissingKeyIs403ToWhoeverMayNotList() {
        server.refuse(S3BucketTest::any, 403, "AccessDenied", 1);

        assertThat(open()).isEqualTo(Lookup.absent());
    }

    @Test
    void aSignatureThatIsNotBelievedIsNoAbsence() {
        server.refuse(S3BucketTest::any, 403, "SignatureDoesNotMatch", 1);

        assertThat(open()).isInstanceOf(Lookup.Unreachable.class);
    }

    @Test
    void aServerErrorIsNoAbsence() {
        server.refuse(S3BucketTest::any, 500, "InternalError", 1);

        assertThat(open()).isInstanceOf(Lookup.Unreachable.class);
    }

    @Test
    void aStoreWithoutConditionsIsAskedFirstFromThenOn() {
        server.refuse(request -> request.startsWith("PUT"), 501, "NotImplemented", 1);

        assertThat(put()).isInstanceOf(Sent.Done.class);
        assertThat(put()).isEqualTo(new Sent.Overtaken<>());

        assertThat(server.requests()).containsExactly("PUT " + KEY, "HEAD " + KEY, "PUT " + KEY, "HEAD " + KEY);
    }

    @Test
    @Timeout(20)
    void aServerThatHangsCostsNoMoreThanTheDeadlineOrSilence() {
        server.hang(S3BucketTest::any, 2);

        assertThat(bucket.open(DIGEST, Window.all(), Deadline.after(Duration.ofMillis(300))))
                .isInstanceOf(Lookup.Unreachable.class);
        assertThat(bucket.put(DIGEST, Content.of(LAYER), Condition.absent(), Deadline.after(Duration.ofMillis(300))))
                .isInstanceOfSatisfying(
                        Sent.Transient.class,
                        late -> assertThat(late.reason()).contains("no answer within the time limit"));
    }

    @Test
    @Timeout(20)
    void closingEndsWhatIsUnderWay() throws InterruptedException {
        server.hang(S3BucketTest::any, 1);
        Thread closing = Thread.ofVirtual().start(() -> {
            while (server.requests().isEmpty()) {
                Thread.onSpinWait();
            }
            bucket.close();
        });

        assertThat(bucket.put(DIGEST, Content.of(LAYER), Condition.absent(), Deadline.after(Duration.ofMinutes(1))))
                .isInstanceOf(Sent.Transient.class);
        closing.join();
    }

    @Test
    void nobodyListeningIsTransient() {
        bucket = new S3Bucket(S3Fixture.settings(URI.create("http://127.0.0.1:1"), S3Settings.Storing.DEFAULT), this);

        assertThat(put()).isInstanceOf(Sent.Transient.class);
        assertThat(open()).isInstanceOf(Lookup.Unreachable.class);
    }

    @Test
    void encryptionAndStorageClassAreAskedForAsConfigured() {
        storing(Optional.of(new S3Settings.Encryption(true, Optional.of("key-1"))), Optional.of("STANDARD_IA"));
        put();

        assertThat(server.lastHeader("x-amz-server-side-encryption")).isEqualTo("aws:kms");
        assertThat(server.lastHeader("x-amz-server-side-encryption-aws-kms-key-id"))
                .isEqualTo("key-1");
        assertThat(server.lastHeader("x-amz-storage-class")).isEqualTo("STANDARD_IA");

        storing(Optional.of(new S3Settings.Encryption(false, Optional.empty())), Optional.empty());
        put();

        assertThat(server.lastHeader("x-amz-server-side-encryption")).isEqualTo("AES256");
        assertThat(server.lastHeader("x-amz-storage-class")).isEmpty();
    }

    private void storing(Optional<S3Settings.Encryption> encryption, Optional<String> storageClass) {
        bucket.close();
        bucket = S3Fixture.bucket(
                server, new S3Settings.Storing(true, S3Settings.Conditions.AUTO, encryption, storageClass), this);
    }

    @Test
    void aRefusalThatNamesTheChecksumIsAboutTheBytesWhateverItsCode() {
        assertThat(new S3Failure(
                                400,
                                "BadRequest",
                                "Value for x-amz-checksum-sha256 header is invalid.",
                                Optional.empty(),
                                SdkClientException.create("refused"))
                        .sent())
                .isInstanceOfSatisfying(
                        Sent.Permanent.class,
                        refused -> assertThat(refused.problem()).isEqualTo(Sent.Problem.BAD_DIGEST));
    }

    @Test
    void withoutChecksumsADamagedBodyIsNotNoticed() {
        bucket = S3Fixture.bucket(
                server,
                new S3Settings.Storing(false, S3Settings.Conditions.AUTO, Optional.empty(), Optional.empty()),
                this);

        assertThat(bucket.put(DIGEST, Content.of(Bytes.some(10)), Condition.absent(), soon()))
                .isInstanceOf(Sent.Done.class);
    }

    private static boolean any(String request) {
        return true;
    }

    private Sent<String> put() {
        return bucket.put(DIGEST, Content.of(LAYER), Condition.absent(), soon());
    }

    private Lookup<RemoteBlob> open() {
        return bucket.open(DIGEST, Window.all(), soon());
    }

    private static Deadline soon() {
        return Deadline.after(Duration.ofSeconds(20));
    }
}
