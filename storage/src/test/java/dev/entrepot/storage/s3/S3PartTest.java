package dev.entrepot.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.bucket.Content;
import dev.entrepot.core.bucket.Multipart;
import dev.entrepot.core.bucket.Sent;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.testkit.blob.Bytes;
import dev.entrepot.testkit.bucket.S3Server;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What sending one part costs: its bytes are sent once, and looked at once for their checksum. */
class S3PartTest {

    private static final byte[] BYTES = Bytes.some(500_000);

    private final S3Server server = S3Server.start();
    private final S3Bucket bucket = S3Fixture.bucket(server);
    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicInteger peeked = new AtomicInteger();
    private final AtomicLong clock = new AtomicLong();

    @AfterEach
    void close() {
        bucket.close();
        server.close();
    }

    /** An hour passes while the disk is read for the checksum. */
    private final class Slow implements Content {

        private final Content bytes = Content.of(BYTES);

        @Override
        public long length() {
            return bytes.length();
        }

        @Override
        public InputStream open() throws IOException {
            opened.incrementAndGet();
            return bytes.open();
        }

        @Override
        public InputStream peek() throws IOException {
            peeked.incrementAndGet();
            clock.addAndGet(Duration.ofHours(1).toNanos());
            return bytes.open();
        }
    }

    private Sent<Multipart.Part> send() {
        Deadline deadline = Deadline.after(Duration.ofMinutes(1), clock::get);
        return bucket.multipart().begin(Digest.sha256(BYTES), deadline) instanceof Sent.Done<Multipart.Upload> begun
                ? bucket.multipart().send(begun.value(), 1, new Slow(), deadline)
                : new Sent.LeftAlone<>();
    }

    @Test
    void aPartIsOpenedOnceSoThatItIsCountedAndPacedOnce() {
        assertThat(send()).isInstanceOf(Sent.Done.class);

        assertThat(opened).hasValue(1);
        assertThat(peeked).hasValue(1);
    }

    @Test
    void whatTheChecksumTakesIsNotTakenFromTheTimeOfTheRequest() {
        assertThat(send()).isInstanceOf(Sent.Done.class);
    }
}
