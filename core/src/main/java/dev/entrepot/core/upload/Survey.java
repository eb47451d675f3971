package dev.entrepot.core.upload;

import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.index.BlobRecord;
import dev.entrepot.core.index.IndexCatalog;
import dev.entrepot.core.index.IndexUnavailableException;
import dev.entrepot.core.index.RepositoryCatalog;
import dev.entrepot.core.index.RepositoryRecords;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.oci.Repository;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds everything that is held and queues what the bucket is not known to have: where a bucket is new, the index was made
 * anew, the process died between a record and its place in the queue, or the queue was too long for all. Runs beside
 * everything else; after a clean end there is nothing to find. What is queued by it never drives anything out of the queue: it waits for room there.
 */
public final class Survey {

    private static final Logger LOG = LoggerFactory.getLogger(Survey.class);
    private static final int PAGE = 1000;
    private static final long WAIT_SECONDS = 1;

    /** What there is. */
    public record Held(IndexCatalog blobs, RepositoryCatalog repositories, RepositoryRecords records) {}

    private final Held held;
    private final UploadQueue queue;
    private final Outbox outbox;
    private final UploadLimits limits;
    private final InstantSource clock;
    private final CountDownLatch closed = new CountDownLatch(1);
    private boolean isFinished;
    private boolean isUnread;
    private volatile boolean hasMissed;

    /** From the beginning on: nothing is known before the first one. */
    private volatile boolean isLooking = true;

    public Survey(Held held, UploadQueue queue, UploadLimits limits, InstantSource clock) {
        this.held = held;
        this.queue = queue;
        this.outbox = new Outbox(queue, clock);
        this.limits = limits;
        this.clock = clock;
    }

    /** Takes it, and again after something was missed, once the queue has come down; until this is closed. */
    public void keep() {
        try {
            take();
            while (!closed.await(WAIT_SECONDS, TimeUnit.SECONDS)) {
                if (isDueAgain()) {
                    isLooking = true;
                    hasMissed = false;
                    take();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isDueAgain() {
        return hasMissed && queue.totals().owedBytes() <= limits.queue() / 4;
    }

    /**
     * Whether what the queue does not know of may be owed all the same, and is about to be queued. Not while the queue is
     * as long as a survey lets it become: then what else is held may go, as what is dropped from it.
     */
    public boolean isLooking() {
        return isLooking || isDueAgain();
    }

    /** Something may be held that is neither queued nor in the bucket: it was dropped, or nothing could be written down. */
    public void missed() {
        hasMissed = true;
    }

    /** Blocks as long as it takes, or until this is closed. */
    public synchronized void take() {
        try {
            isLooking = true;
            isFinished = false;
            boolean isNeeded = !queue.isSurveyed();
            queue.setSurveyed(false);
            isUnread = false;
            isFinished = !isNeeded || (records() && blobs() && !isUnread);
        } catch (IOException | IndexUnavailableException e) {
            LOG.warn("not everything that is held could be compared with the bucket: {}", e.toString());
        } catch (RuntimeException e) {
            LOG.error("what is held could not be compared with the bucket; the next start tries again", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            isLooking = false;
        }
    }

    private boolean records() throws IOException {
        for (Repository repository : held.repositories().repositories()) {
            for (Digest digest : held.repositories().manifests(repository)) {
                read(held.records().manifest(repository, digest))
                        .ifPresent(record -> outbox.changed(new Reference.ByDigest(repository, digest), record));
            }
            for (Reference.ByTag tag : held.repositories().tags(repository)) {
                read(held.records().tagRecord(tag)).ifPresent(record -> outbox.changed(tag, record));
            }
            if (isClosed()) {
                return false;
            }
        }
        return true;
    }

    /** One bad sector keeps nobody else from being surveyed, but the next start has to look again. */
    private <T> Optional<T> read(Lookup<T> answer) {
        return switch (answer) {
            case Lookup.Found<T> found -> Optional.of(found.value());
            case Lookup.Absent<T> gone -> Optional.empty();
            case Lookup.Unreachable<T> disk -> {
                LOG.warn(
                        "a record cannot be compared with the bucket: {}",
                        disk.cause().toString());
                isUnread = true;
                yield Optional.empty();
            }
        };
    }

    private boolean blobs() throws IOException, InterruptedException {
        Optional<Digest> last = Optional.empty();
        while (true) {
            Lookup<SequencedMap<Digest, BlobRecord>> answer = held.blobs().blobs(last, PAGE);
            if (!(answer instanceof Lookup.Found<SequencedMap<Digest, BlobRecord>> found)) {
                throw new IOException("the index cannot be read: " + answer);
            }
            SequencedMap<Digest, BlobRecord> page = found.value();
            for (Map.Entry<Digest, BlobRecord> blob : page.entrySet()) {
                if (!awaitRoom()) {
                    return false;
                }
                queue.add(UploadEntry.ofBlob(blob.getKey(), blob.getValue().size(), clock.instant()));
            }
            if (page.size() < PAGE) {
                return true;
            }
            last = Optional.of(page.lastEntry().getKey());
        }
    }

    private boolean awaitRoom() throws InterruptedException {
        while (queue.totals().bytes() > limits.queue() / 2) {
            isLooking = false;
            if (closed.await(WAIT_SECONDS, TimeUnit.SECONDS)) {
                return false;
            }
        }
        isLooking = true;
        return !isClosed();
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    /** To be called before the index closes; ends what is under way. */
    public void close() {
        closed.countDown();
        synchronized (this) {
            if (isFinished && !hasMissed) {
                try {
                    queue.setSurveyed(true);
                } catch (IndexUnavailableException e) {
                    LOG.debug("the next start compares everything with the bucket again", e);
                }
            }
        }
    }
}
