package dev.entrepot.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.bucket.BucketObserver;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.oci.Repository;
import java.io.IOException;
import java.time.Duration;
import javax.net.ServerSocketFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server whose bodies come, but slowly: it is never silent for long. */
@Timeout(60)
class S3TrickleTest {

    private static final Reference.ByTag LATEST = new Reference.ByTag(new Repository("docker.io", "app"), "latest");

    @Test
    void aRecordThatTricklesEndsAtTheDeadline() throws IOException {
        try (StubbornServer server = new StubbornServer(ServerSocketFactory.getDefault(), out -> {
                    StubbornServer.write(out, "HTTP/1.1 200 OK\r\nContent-Length: 300\r\nETag: \"1\"\r\n\r\n");
                    for (int sent = 0; sent < 300; sent++) {
                        StubbornServer.write(out, "x");
                        Thread.sleep(100);
                    }
                });
                S3Bucket bucket = new S3Bucket(
                        S3Fixture.settings(server.uri("http"), S3Settings.Storing.DEFAULT), BucketObserver.NOOP)) {
            long started = System.nanoTime();

            Lookup<?> answer = bucket.records().tag(LATEST, Deadline.after(Duration.ofSeconds(1)));

            assertThat(answer)
                    .isInstanceOfSatisfying(
                            Lookup.Unreachable.class,
                            late -> assertThat(late.cause()).hasMessageContaining("within the time limit"));
            assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(20));
        }
    }
}
