package dev.entrepot.core.upload;

import dev.entrepot.core.blob.BlobStore;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.blob.Pace;
import dev.entrepot.core.bucket.Bucket;
import dev.entrepot.core.index.IndexUnavailableException;
import dev.entrepot.core.index.RepositoryRecords;
import dev.entrepot.core.upload.UploadEntry.Failed;
import dev.entrepot.core.upload.UploadEntry.Stored;
import dev.entrepot.core.upload.UploadEntry.Waiting;
import dev.entrepot.core.upload.UploadObserver.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Works off what is owed to the bucket, one object per {@link #step()}, by as many threads as call it.
 *
 * <p>A failure that may pass is written down with the time of the next attempt, so that a restart forgets neither; one
 * that will not pass is written down with its reason and rests. An attempt under way when the process dies is as if it
 * had never been: the conditions of the requests see to it that a blob is stored once.
 */
public final class Uploader {

    private static final Logger LOG = LoggerFactory.getLogger(Uploader.class);
    private static final int PAGE = 32;

    /** Between what it works. */
    public record Means(Bucket bucket, BlobStore store, RepositoryRecords records, UploadQueue queue) {}

    /**
     * What drives it.
     *
     * @param chance from 0 to 1, for the delays
     * @param pace shared by all that is sent; waits where there is a limit
     * @param mayAsk false while the bucket is taken for down: then nothing is tried and nothing counted
     */
    public record Driving(InstantSource clock, DoubleSupplier chance, Pace pace, BooleanSupplier mayAsk) {}

    private final UploadQueue queue;
    private final RepositoryRecords local;
    private final Outbox outbox;
    private final UploadLimits limits;
    private final Driving driving;
    private final UploadObserver observer;
    private final BlobSender blobs;
    private final RecordSender records;
    private final Set<UploadItem> underWay = ConcurrentHashMap.newKeySet();
    private final QueueLimit limit;
    private volatile boolean closing;

    public Uploader(Means means, UploadLimits limits, Driving driving, UploadObserver observer) {
        this.queue = means.queue();
        this.local = means.records();
        this.outbox = new Outbox(means.queue(), driving.clock());
        this.limits = limits;
        this.driving = driving;
        this.observer = observer;
        this.limit = new QueueLimit(means.queue(), limits.queue(), underWay::contains, driving.clock(), observer);
        this.blobs = new BlobSender(means.bucket(), means.store(), means.queue(), limits);
        this.records = new RecordSender(means.bucket().records(), means.records(), limits.retries());
    }

    /**
     * Sends one object, if one is due; blocks as long as that takes.
     *
     * @return whether there may be more to do at once
     */
    public boolean step() {
        if (closing || !driving.mayAsk().getAsBoolean()) {
            return false;
        }
        Optional<UploadEntry> claimed = claim();
        if (claimed.isEmpty()) {
            return false;
        }
        UploadEntry entry = claimed.get();
        try {
            return attempt(entry);
        } catch (IndexUnavailableException e) {
            LOG.warn("what came of sending {} cannot be written down: {}", entry.item(), e.toString());
            return false;
        } finally {
            underWay.remove(entry.item());
        }
    }

    /** Looks again at what rested, and keeps the queue within its limit. To be called now and then. */
    public void tick() {
        try {
            wakeRested();
            limit.keep();
        } catch (IndexUnavailableException e) {
            LOG.debug("the queue of uploads cannot be kept now", e);
        }
    }

    /** No attempt is begun any more, and what comes of those under way is not written down as a failure. */
    public void stop() {
        closing = true;
    }

    private Optional<UploadEntry> claim() {
        for (UploadEntry entry : page(queue.due(now(), PAGE + underWay.size()))) {
            if (underWay.add(entry.item())) {
                Optional<UploadEntry> current = stillDue(entry.item());
                if (current.isPresent()) {
                    return current;
                }
                underWay.remove(entry.item());
            }
        }
        return Optional.empty();
    }

    /** It may have been sent between the look at the queue and the claim. */
    private Optional<UploadEntry> stillDue(UploadItem item) {
        return queue.find(item) instanceof Lookup.Found<UploadEntry> found
                        && found.value().standing() instanceof Waiting waiting
                        && !waiting.due().isAfter(now())
                ? Optional.of(found.value())
                : Optional.empty();
    }

    private static List<UploadEntry> page(Lookup<List<UploadEntry>> answer) {
        return answer instanceof Lookup.Found<List<UploadEntry>> found ? found.value() : List.of();
    }

    /** @return whether it was one: the bucket may be left alone */
    private boolean attempt(UploadEntry entry) {
        Instant started = now();
        LongAdder sent = new LongAdder();
        Delivery delivery = deliver(entry, bytes -> {
            sent.add(bytes);
            driving.pace().took(bytes);
        });
        if (delivery instanceof Delivery.NotTried || (closing && !(delivery instanceof Delivery.Arrived))) {
            return false;
        }
        Outcome outcome = settle(entry, delivery);
        Duration took = Duration.between(started, now());
        log(entry, delivery, outcome, sent.sum(), took);
        observer.attempted(entry, outcome, sent.sum(), took);
        return true;
    }

    private Delivery deliver(UploadEntry entry, Pace pace) {
        try {
            return switch (entry.item()) {
                case UploadItem.Blob blob -> blobs.send(entry, blob.digest(), pace);
                case UploadItem.ManifestNote note -> records.send(note.reference(), entry.etag());
                case UploadItem.TagNote note -> records.send(note.tag(), entry.etag());
            };
        } catch (IndexUnavailableException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.error("sending {} failed unexpectedly", entry.item(), e);
            return Delivery.again(e.toString());
        }
    }

    private Outcome settle(UploadEntry tried, Delivery delivery) {
        // Parts that have arrived meanwhile were noted by whoever sent them.
        UploadEntry entry = queue.find(tried.item()) instanceof Lookup.Found<UploadEntry> found ? found.value() : tried;
        return switch (delivery) {
            case Delivery.Arrived arrived -> {
                Stored stored = new Stored(now(), arrived.version());
                queue.put(UploadEntry.stored(tried.item(), tried.size(), stored, arrived.etag()));
                queueIfChanged(tried.item(), arrived.brought());
                yield arrived.wasThere() ? Outcome.THERE : Outcome.STORED;
            }
            case Delivery.Gone gone -> {
                queue.forget(tried.item());
                yield Outcome.GONE;
            }
            case Delivery.Hopeless hopeless -> givenUp(entry, hopeless.why());
            case Delivery.Again again -> again(entry, again, hasProgressed(tried, entry));
            case Delivery.NotTried nothing -> throw new IllegalStateException("not tried");
        };
    }

    /** Whoever changed the record while it was being sent found it queued. */
    private void queueIfChanged(UploadItem item, String brought) {
        switch (item) {
            case UploadItem.Blob blob -> {}
            case UploadItem.ManifestNote note ->
                found(local.manifest(
                                note.reference().repository(), note.reference().digest()))
                        .ifPresent(record -> outbox.changed(note.reference(), record));
            case UploadItem.TagNote note ->
                found(local.tagRecord(note.tag()))
                        .filter(record -> !RecordVersions.of(record).equals(brought))
                        .ifPresent(record -> outbox.changed(note.tag(), record));
        }
    }

    private static <T> Optional<T> found(Lookup<T> answer) {
        return answer instanceof Lookup.Found<T> found ? Optional.of(found.value()) : Optional.empty();
    }

    private static boolean hasProgressed(UploadEntry tried, UploadEntry entry) {
        return arrived(entry) > arrived(tried);
    }

    private static int arrived(UploadEntry entry) {
        return entry.partial().map(partial -> partial.parts().size()).orElse(0);
    }

    /** @param hasProgressed whether parts have arrived: then it begins to count anew */
    private Outcome again(UploadEntry entry, Delivery.Again again, boolean hasProgressed) {
        if (!(entry.standing() instanceof Waiting waiting)) {
            return Outcome.RETRIED;
        }
        int attempts = hasProgressed ? 1 : waiting.attempts() + 1;
        UploadLimits.Retries retries = limits.retries();
        if (attempts >= retries.attempts()) {
            return givenUp(entry, "given up after " + attempts + " attempts: " + again.why());
        }
        Duration delay = retries.delay(attempts, driving.chance().getAsDouble());
        Duration asked = again.retryAfter().orElse(Duration.ZERO);
        Duration wait = asked.compareTo(retries.longestDelay()) > 0 ? retries.longestDelay() : asked;
        Instant due = now().plus(wait.compareTo(delay) > 0 ? wait : delay);
        queue.put(entry.with(new Waiting(waiting.since(), due, attempts)));
        return Outcome.RETRIED;
    }

    private Outcome givenUp(UploadEntry entry, String why) {
        Waiting waiting = entry.standing() instanceof Waiting waited ? waited : new Waiting(now(), now(), 0);
        Instant due = now().plus(limits.retries().givenUp());
        queue.put(entry.with(new Failed(waiting.since(), due, waiting.attempts() + 1, why)));
        return Outcome.FAILED;
    }

    /** One line for each attempt; the digest is in all of them. */
    private void log(UploadEntry entry, Delivery delivery, Outcome outcome, long sent, Duration took) {
        int attempt = entry.standing() instanceof Waiting waiting ? waiting.attempts() + 1 : 1;
        String why = switch (delivery) {
            case Delivery.Again again -> again.why();
            case Delivery.Hopeless hopeless -> hopeless.why();
            case Delivery.Gone gone -> gone.why();
            case Delivery.Arrived arrived -> "";
            case Delivery.NotTried nothing -> "";
        };
        LOG.atLevel(outcome == Outcome.FAILED ? Level.WARN : Level.INFO)
                .log(
                        "upload object=\"{}\" outcome={} attempt={} elapsed_ms={} bytes={} why=\"{}\"",
                        entry.item(),
                        outcome,
                        attempt,
                        took.toMillis(),
                        sent,
                        why);
    }

    private void wakeRested() {
        for (UploadEntry entry : page(queue.failed(PAGE))) {
            if (entry.standing() instanceof Failed failed && !failed.due().isAfter(now())) {
                queue.put(entry.with(new Waiting(now(), now(), 0)));
            }
        }
    }

    private Instant now() {
        return driving.clock().instant();
    }
}
