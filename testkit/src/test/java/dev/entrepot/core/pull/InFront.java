package dev.entrepot.core.pull;

import dev.entrepot.core.blob.BlobSource;
import dev.entrepot.core.upload.Outbox;
import dev.entrepot.testkit.blob.ExpiringMemory;
import dev.entrepot.testkit.blob.ManualTime;
import dev.entrepot.testkit.bucket.InMemoryBucket;
import java.time.Duration;

/** A bucket in memory in front of an upstream, with the memories it has in earnest. */
final class InFront {

    private InFront() {}

    static BucketFirst of(BlobSource upstream, PullPorts ports, InMemoryBucket bucket, Outbox outbox, ManualTime time) {
        return new BucketFirst(
                bucket,
                upstream,
                ports,
                new BucketRecall(bucket, ports, outbox),
                outbox,
                new BucketFirst.Memories(
                        new ExpiringMemory<>(Duration.ofMinutes(10), time),
                        new ExpiringMemory<>(Duration.ofMinutes(10), time),
                        new ExpiringMemory<>(Duration.ofMinutes(1), time)));
    }
}
