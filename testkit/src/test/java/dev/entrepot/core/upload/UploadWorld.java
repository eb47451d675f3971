package dev.entrepot.core.upload;

import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.bucket.Sent;
import dev.entrepot.core.index.RepositoryRecords;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.testkit.blob.InMemoryRecords;
import dev.entrepot.testkit.blob.ManualTime;
import dev.entrepot.testkit.blob.TempFileBlobStore;
import dev.entrepot.testkit.bucket.InMemoryBucket;
import dev.entrepot.testkit.bucket.InMemoryUploadQueue;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A bucket, a queue and a store in memory, and one uploader between them that moves when it is told to. */
final class UploadWorld implements UploadObserver {

    /** More than 1000 bytes go in parts of 400; above 500 it is asked first. */
    static final UploadLimits LIMITS = new UploadLimits(1000, 400, 500, 5000, UploadLimits.Retries.DEFAULT);

    final InMemoryBucket bucket = new InMemoryBucket();
    final InMemoryUploadQueue queue = new InMemoryUploadQueue();
    final TempFileBlobStore store;
    final InMemoryRecords local = new InMemoryRecords();
    final ManualTime time = new ManualTime();
    final List<String> heard = new ArrayList<>();
    final Outbox outbox = new Outbox(queue, time);
    final RepositoryRecords records = new OwedRecords(local, outbox);
    boolean mayAsk = true;
    Uploader uploader;

    /** @param folder of its own, for the blobs that are held */
    UploadWorld(Path folder) {
        store = new TempFileBlobStore(folder);
        uploader = newUploader(LIMITS);
    }

    /** As after a restart: what is in memory is gone. */
    void restart() {
        restart(LIMITS);
    }

    void restart(UploadLimits limits) {
        uploader = newUploader(limits);
    }

    private Uploader newUploader(UploadLimits limits) {
        return new Uploader(
                new Uploader.Means(bucket, store, local, queue),
                limits,
                new Uploader.Driving(time, () -> 1.0, bytes -> {}, () -> mayAsk),
                this);
    }

    @Override
    public void attempted(UploadEntry entry, Outcome outcome, long sent, Duration took) {
        heard.add(outcome + " " + sent);
    }

    @Override
    public void dropped(UploadEntry entry) {
        heard.add("dropped " + entry.item());
    }

    /** Holds a blob that is owed. */
    Digest held(byte[] content) {
        Digest digest = Digest.sha256(content);
        store.put(digest, ByteBuffer.wrap(content));
        queue.add(UploadEntry.ofBlob(digest, content.length, time.instant()));
        return digest;
    }

    void sendAll() {
        while (uploader.step()) {
            // One after the other.
        }
    }

    /** The request after {@code answered} others is refused. */
    void failAt(int answered) {
        bucket.beforeAnswer(() -> {
            if (bucket.requests().size() == answered) {
                bucket.refuseNext(new Sent.Transient<>("503", Optional.empty()));
            }
        });
    }

    UploadEntry entry(Digest digest) {
        return entry(new UploadItem.Blob(digest));
    }

    UploadEntry entry(UploadItem item) {
        if (queue.find(item) instanceof Lookup.Found<UploadEntry> found) {
            return found.value();
        }
        throw new AssertionError(item + " is not known");
    }
}
