package dev.entrepot.core.upload;

import dev.entrepot.core.blob.Lookup;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps what is owed to the bucket within what may wait: it cannot be evicted meanwhile. */
final class QueueLimit {

    private static final Logger LOG = LoggerFactory.getLogger(QueueLimit.class);
    private static final int PAGE = 1024;
    private static final Instant EVER = Instant.ofEpochMilli(Long.MAX_VALUE);

    private final UploadQueue queue;
    private final long most;
    private final Predicate<UploadItem> isUnderWay;
    private final InstantSource clock;
    private final UploadObserver observer;

    /**
     * @param most bytes
     * @param isUnderWay whether somebody is sending it, and would not notice that it was dropped
     */
    QueueLimit(
            UploadQueue queue,
            long most,
            Predicate<UploadItem> isUnderWay,
            InstantSource clock,
            UploadObserver observer) {
        this.queue = queue;
        this.most = most;
        this.isUnderWay = isUnderWay;
        this.clock = clock;
        this.observer = observer;
    }

    /**
     * Who was given up goes first, then who waits longest; it is not lost as long as it is held, but may be evicted from
     * now on.
     */
    void keep() {
        dropFrom(queue::failed);
        dropFrom(limit -> queue.due(EVER, limit));
    }

    private void dropFrom(IntFunction<Lookup<List<UploadEntry>>> line) {
        while (isTooLong()) {
            List<UploadEntry> first = firstBlobs(line);
            if (first.isEmpty()) {
                return;
            }
            first.stream()
                    .takeWhile(entry -> isTooLong())
                    .filter(this::isNotAlone)
                    .forEach(this::drop);
        }
    }

    private boolean isTooLong() {
        return queue.totals().owedBytes() > most;
    }

    /** Some of them, at least one if there is one: any number of records may wait in front of it. */
    private List<UploadEntry> firstBlobs(IntFunction<Lookup<List<UploadEntry>>> line) {
        for (int limit = PAGE; ; limit *= 4) {
            List<UploadEntry> page =
                    line.apply(limit) instanceof Lookup.Found<List<UploadEntry>> found ? found.value() : List.of();
            List<UploadEntry> blobs = page.stream()
                    .filter(entry -> entry.isBlob() && entry.size() > 0 && isNotAlone(entry))
                    .filter(entry -> !isUnderWay.test(entry.item()))
                    .toList();
            if (!blobs.isEmpty() || page.size() < limit) {
                return blobs;
            }
        }
    }

    /** One that is larger than the limit waits all the same: to drop it would only have it queued again. */
    private boolean isNotAlone(UploadEntry entry) {
        return entry.size() < queue.totals().owedBytes();
    }

    private void drop(UploadEntry dropped) {
        if (dropped.partial().isPresent()) {
            queue.put(dropped.leftover(clock.instant()));
        } else {
            queue.forget(dropped.item());
        }
        LOG.warn(
                "{} is not sent to the bucket: more than {} bytes wait or were given up; see bucket.queue",
                dropped.item(),
                most);
        observer.dropped(dropped);
    }
}
