package dev.entrepot.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.bucket.BucketObserver;
import dev.entrepot.core.bucket.Condition;
import dev.entrepot.core.bucket.Content;
import dev.entrepot.core.bucket.Sent;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.testkit.blob.Gate;
import dev.entrepot.testkit.bucket.S3Server;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ServerSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whoever knows the credentials may hang; that is part of a request's time, and no request is made without them. */
@Timeout(60)
class S3CredentialsTest {

    private static final byte[] CONTENT = {1, 2, 3};
    private static final Digest DIGEST = Digest.sha256(CONTENT);

    private final S3Server server = S3Server.start();
    private final Map<String, Optional<String>> before = new HashMap<>();

    @AfterEach
    void close() {
        server.close();
        before.forEach((name, value) ->
                value.ifPresentOrElse(was -> System.setProperty(name, was), () -> System.clearProperty(name)));
    }

    private S3Bucket bucket(Optional<S3Credentials> credentials) {
        S3Settings.Server asked =
                new S3Settings.Server(Optional.of(server.uri()), "us-east-1", true, credentials, List.of());
        return new S3Bucket(
                new S3Settings(S3Server.BUCKET, "", asked, S3Settings.Storing.DEFAULT, S3Settings.Timeouts.DEFAULT),
                BucketObserver.NOOP);
    }

    private static Deadline soon() {
        return Deadline.after(Duration.ofMillis(300));
    }

    private static void assertLate(String reason) {
        assertThat(reason).contains("no credentials for the bucket within the time limit");
    }

    @Test
    void keysThatCannotBeReadEndARequestAtItsDeadlineAndServeTheNext() {
        Gate file = new Gate();
        AtomicInteger reads = new AtomicInteger();
        S3Credentials hanging = () -> {
            reads.incrementAndGet();
            passing(file);
            return new S3Credentials.Keys(S3Server.ACCESS_KEY, S3Server.SECRET_KEY);
        };
        try (S3Bucket bucket = bucket(Optional.of(hanging))) {
            assertThat(bucket.look(DIGEST, soon()))
                    .isInstanceOfSatisfying(
                            Lookup.Unreachable.class,
                            down -> assertLate(down.cause().toString()));
            assertThat(bucket.put(DIGEST, Content.of(CONTENT), Condition.absent(), soon()))
                    .isInstanceOfSatisfying(Sent.Transient.class, late -> assertLate(late.reason()));
            assertThat(reads).hasValue(1);
            assertThat(server.requests()).isEmpty();

            file.open();
            assertThat(bucket.look(DIGEST, Deadline.after(Duration.ofSeconds(20))))
                    .isInstanceOf(Lookup.Absent.class);
        }
    }

    private static void passing(Gate gate) {
        try {
            gate.pass();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aMetadataServiceThatHangsEndsARequestAtItsDeadline() throws Exception {
        assumeThat(System.getenv()).doesNotContainKeys("AWS_ACCESS_KEY_ID", "AWS_WEB_IDENTITY_TOKEN_FILE");
        try (StubbornServer metadata =
                new StubbornServer(ServerSocketFactory.getDefault(), out -> Thread.sleep(Duration.ofMinutes(1)))) {
            setting("aws.ec2MetadataServiceEndpoint", metadata.uri("http").toString());
            setting("aws.sharedCredentialsFile", "/nowhere");
            setting("aws.configFile", "/nowhere");
            try (S3Bucket bucket = bucket(Optional.empty())) {
                assertThat(bucket.look(DIGEST, soon()))
                        .isInstanceOfSatisfying(
                                Lookup.Unreachable.class,
                                down -> assertLate(down.cause().toString()));
                // The search goes on until the bucket is closed, and may begin late where the processor is busy.
                metadata.awaitRequest();
            }
        }
        assertThat(server.requests()).isEmpty();
    }

    private void setting(String name, String value) {
        before.put(name, Optional.ofNullable(System.getProperty(name)));
        System.setProperty(name, value);
    }
}
