package dev.entrepot.core.upload;

import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.index.GoneTag;
import dev.entrepot.core.index.IndexUnavailableException;
import dev.entrepot.core.index.ManifestRecord;
import dev.entrepot.core.index.TagRecord;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.upload.UploadEntry.Stored;
import dev.entrepot.core.upload.UploadEntry.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down what is owed to the bucket, and what turned out to lie there. Where the index takes no writes nothing is
 * owed: the survey after its repair finds it.
 */
public final class Outbox {

    /** Proofs of one image come layer by layer; its record is sent when they have come. */
    static final Duration SETTLING = Duration.ofSeconds(5);

    /** A tag that was confirmed and did not move is sent no more often. */
    static final Duration CONFIRMED_EVERY = Duration.ofDays(1);

    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);

    private final UploadQueue queue;
    private final InstantSource clock;

    public Outbox(UploadQueue queue, InstantSource clock) {
        this.queue = queue;
        this.clock = clock;
    }

    void changed(Reference.ByDigest reference, ManifestRecord record) {
        owing(new UploadItem.ManifestNote(reference), stored -> stored.version().equals(RecordVersions.of(record)));
    }

    /** That it is gone is said once: nobody asks again about what is gone, to be told the same. */
    void changed(Reference.ByTag tag, TagRecord record) {
        Instant lately = clock.instant().minus(CONFIRMED_EVERY);
        owing(
                new UploadItem.TagNote(tag),
                stored -> stored.version().equals(RecordVersions.of(record))
                        && (record instanceof GoneTag || stored.at().isAfter(lately)));
    }

    private interface Freshness {
        boolean isEnough(Stored stored);
    }

    private void owing(UploadItem item, Freshness freshness) {
        writing(item, () -> {
            Lookup<UploadEntry> known = queue.find(item);
            Instant now = clock.instant();
            Waiting settling = new Waiting(now, now.plus(SETTLING), 0);
            if (known instanceof Lookup.Found<UploadEntry> found) {
                if (found.value().standing() instanceof Stored stored && !freshness.isEnough(stored)) {
                    queue.put(found.value().with(settling));
                }
            } else {
                queue.add(UploadEntry.of(item, 0, now).with(settling));
            }
        });
    }

    /** Whether a change of the record would be sent anyway. */
    boolean isOwed(UploadItem item) {
        return queue.find(item) instanceof Lookup.Found<UploadEntry> found
                && found.value().isWaiting();
    }

    /** A blob that is read from there need not be sent there. */
    public void isThere(Digest digest, long size, Optional<String> etag) {
        UploadItem item = new UploadItem.Blob(digest);
        Stored stored = new Stored(clock.instant(), "");
        writing(item, () -> queue.add(UploadEntry.stored(item, size, stored, etag)));
    }

    /** A record that was read from there need not be sent there. To be added to what is on record here. */
    public void isThere(Reference.ByDigest reference, ManifestRecord record, String etag) {
        isThere(new UploadItem.ManifestNote(reference), RecordVersions.of(record), known -> Optional.of(etag));
    }

    /**
     * As of a manifest's record. What is on record here may be older, so that it must not replace what lies there without
     * a comparison: the ETag is kept only if what was sent from here still lies there.
     */
    public void isThere(Reference.ByTag tag, TagRecord record, String etag) {
        isThere(new UploadItem.TagNote(tag), RecordVersions.of(record), known -> known.filter(etag::equals));
    }

    /** @param etag to be kept, of the one that is known */
    private void isThere(UploadItem item, String version, UnaryOperator<Optional<String>> etag) {
        Stored stored = new Stored(clock.instant(), version);
        writing(item, () -> {
            Optional<UploadEntry> known = queue.find(item) instanceof Lookup.Found<UploadEntry> found
                    ? Optional.of(found.value())
                    : Optional.empty();
            // What waits or was given up is newer than what lies there, or has more proofs.
            if (known.isEmpty() || isStored(known.get())) {
                queue.put(UploadEntry.stored(item, 0, stored, etag.apply(known.flatMap(UploadEntry::etag))));
            }
        });
    }

    /** What was known to lie there does not: it is owed again when it comes back. */
    public void isMissing(Digest digest) {
        UploadItem item = new UploadItem.Blob(digest);
        if (queue.find(item) instanceof Lookup.Found<UploadEntry> known && isStored(known.value())) {
            writing(item, () -> queue.forget(item));
        }
    }

    /** What lies there is something else; it is replaced when the blob is held. */
    public void isWrong(Digest digest, long size, Optional<String> etag) {
        UploadItem item = new UploadItem.Blob(digest);
        Instant now = clock.instant();
        Waiting settling = new Waiting(now, now.plus(SETTLING), 0);
        writing(item, () -> {
            Optional<PartialUpload> begun = queue.find(item) instanceof Lookup.Found<UploadEntry> known
                    ? known.value().partial()
                    : Optional.empty();
            queue.put(UploadEntry.of(item, size, now).with(settling).with(begun).replacing(etag));
        });
    }

    private static boolean isStored(UploadEntry entry) {
        return entry.standing() instanceof Stored;
    }

    private static void writing(UploadItem item, Runnable write) {
        try {
            write.run();
        } catch (IndexUnavailableException e) {
            LOG.debug("{} cannot be queued now", item, e);
        }
    }
}
