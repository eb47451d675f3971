package dev.entrepot.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.blob.RemoteBlob;
import dev.entrepot.core.blob.Window;
import dev.entrepot.core.bucket.BucketObject;
import dev.entrepot.core.bucket.BucketObserver;
import dev.entrepot.core.bucket.RequestKind;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.testkit.blob.Bytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.net.ServerSocketFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A store that does not say how long its objects are, and what nobody expected. */
@Timeout(60)
class S3UnsizedTest {

    private static final byte[] HELLO = "hello".getBytes(StandardCharsets.ISO_8859_1);
    private static final Digest DIGEST = Digest.sha256(HELLO);
    private static final String HEAD = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nETag: \"1\"\r\n\r\n";

    private static StubbornServer answering(String answer) throws IOException {
        return new StubbornServer(ServerSocketFactory.getDefault(), out -> StubbornServer.write(out, answer));
    }

    private static S3Bucket bucket(StubbornServer server) {
        return new S3Bucket(S3Fixture.settings(server.uri("http"), S3Settings.Storing.DEFAULT), BucketObserver.NOOP);
    }

    private static Deadline soon() {
        return Deadline.after(Duration.ofSeconds(20));
    }

    @Test
    void anObjectOfUnknownLengthIsReadToItsEnd() throws IOException {
        try (StubbornServer server = answering(HEAD + "5\r\nhello\r\n0\r\n\r\n");
                S3Bucket bucket = bucket(server);
                RemoteBlob blob = Bytes.found(bucket.open(DIGEST, Window.all(), soon()))) {
            assertThat(blob.size()).isEqualTo(-1);
            assertThat(blob.next())
                    .isNotNull()
                    .satisfies(bytes -> assertThat(bytes.remaining()).isEqualTo(5));
            assertThat(blob.next()).isNull();
        }
    }

    @Test
    void anObjectOfUnknownLengthIsThere() throws IOException {
        try (StubbornServer server = answering(HEAD);
                S3Bucket bucket = bucket(server)) {
            assertThat(bucket.look(DIGEST, soon())).isEqualTo(Lookup.found(new BucketObject(-1, "\"1\"")));
        }
    }

    @Test
    void whatNobodyExpectedIsAFailureOfTheBucket() {
        Lookup<String> answer = new S3Calls(BucketObserver.NOOP).ask(RequestKind.GET, soon(), () -> {
            throw new IllegalStateException("a defect");
        });

        assertThat(answer)
                .isInstanceOfSatisfying(
                        Lookup.Unreachable.class,
                        down -> assertThat(down.cause()).hasMessageContaining("a defect"));
    }
}
