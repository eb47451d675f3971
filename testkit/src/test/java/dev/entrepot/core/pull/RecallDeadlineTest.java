package dev.entrepot.core.pull;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.upload.Outbox;
import dev.entrepot.testkit.blob.Bytes;
import dev.entrepot.testkit.blob.ManualTime;
import dev.entrepot.testkit.bucket.InMemoryBucket;
import dev.entrepot.testkit.bucket.InMemoryUploadQueue;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** However slowly the bucket answers, whoever waits is not kept beyond his own deadline. */
class RecallDeadlineTest {

    private static final byte[] MANIFEST = Bytes.some(2_000_000);
    private static final Digest DIGEST = Digest.sha256(MANIFEST);

    private final InMemoryBucket bucket = new InMemoryBucket();
    private final AtomicLong clock = new AtomicLong();
    private Recall recall = Recall.NOTHING;

    @RegisterExtension
    final BlobWorld world = new BlobWorld((upstream, ports) -> {
        recall = new BucketRecall(bucket, ports, new Outbox(new InMemoryUploadQueue(), new ManualTime()));
        return upstream;
    });

    @Test
    void aManifestWhoseBodyOutlivesTheDeadlineIsNotWaitedFor() {
        bucket.plant(DIGEST, MANIFEST);
        Deadline deadline = Deadline.after(Duration.ofSeconds(1), clock::get);
        bucket.beforeAnswer(() -> clock.addAndGet(Duration.ofSeconds(2).toNanos()));

        assertThat(recall.content(DIGEST, deadline)).isEmpty();
    }

    @Test
    void aManifestThatComesInTimeIsRecalled() {
        bucket.plant(DIGEST, MANIFEST);

        assertThat(recall.content(DIGEST, Deadline.after(Duration.ofSeconds(1), clock::get)))
                .isPresent();
    }
}
