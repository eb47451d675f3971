package dev.entrepot.core.upload;

import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.blob.LocalBlob;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.blob.Pace;
import dev.entrepot.core.bucket.Bucket;
import dev.entrepot.core.bucket.BucketObject;
import dev.entrepot.core.bucket.Condition;
import dev.entrepot.core.bucket.Multipart;
import dev.entrepot.core.bucket.Sent;
import dev.entrepot.core.oci.Digest;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings one blob to the bucket in parts. Each step is written down before the next, so that a crash costs one part; that
 * an upload is about to begin is written down as well, because what was begun and forgotten lies there for ever.
 */
final class PartSender {

    private static final Logger LOG = LoggerFactory.getLogger(PartSender.class);

    private final Multipart multipart;
    private final Bucket bucket;
    private final UploadQueue queue;
    private final UploadLimits limits;
    private final Unanswered unanswered;

    PartSender(Bucket bucket, UploadQueue queue, UploadLimits limits, Unanswered unanswered) {
        this.multipart = bucket.multipart();
        this.bucket = bucket;
        this.queue = queue;
        this.limits = limits;
        this.unanswered = unanswered;
    }

    Delivery send(UploadEntry entry, LocalBlob blob, Condition condition, Pace pace) {
        Digest digest = digestOf(entry);
        Sent<PartialUpload> begun = begun(entry, digest);
        if (!(begun instanceof Sent.Done<PartialUpload> done)) {
            return Delivery.failed(begun);
        }
        PartialUpload partial = done.value();
        Multipart.Upload upload = new Multipart.Upload(digest, partial.id());
        long sent = partial.parts().size() * limits.part();
        while (sent < blob.size()) {
            long length = Math.min(limits.part(), blob.size() - sent);
            FilePart content = new FilePart(blob.channel(), sent, length, pace);
            Sent<Multipart.Part> part = multipart.send(upload, partial.parts().size() + 1, content, limit(length));
            if (!(part instanceof Sent.Done<Multipart.Part> arrived)) {
                return ended(entry, upload, part);
            }
            partial = partial.with(arrived.value());
            queue.put(entry.with(Optional.of(partial)));
            sent += length;
        }
        Sent<String> completed = multipart.complete(upload, partial.parts(), condition, limit(0));
        unanswered.heard(digest, completed);
        return completed instanceof Sent.Done<String> whole
                ? Delivery.sent(whole.value(), "")
                : ended(entry, upload, completed);
    }

    private Sent<PartialUpload> begun(UploadEntry entry, Digest digest) {
        PartialUpload known = entry.partial().orElse(null);
        if (known != null && known.isKnown()) {
            return Sent.done(known);
        }
        if (known != null) {
            Sent<Boolean> cleared = abortUnknown(digest);
            if (!(cleared instanceof Sent.Done<Boolean>)) {
                return cleared.failure();
            }
        }
        queue.put(entry.with(Optional.of(PartialUpload.PERHAPS_BEGUN)));
        Sent<Multipart.Upload> begun = multipart.begin(digest, limit(0));
        if (begun instanceof Sent.LeftAlone<Multipart.Upload>) {
            queue.put(entry.with(Optional.<PartialUpload>empty()));
        }
        if (!(begun instanceof Sent.Done<Multipart.Upload> upload)) {
            return begun.failure();
        }
        PartialUpload partial = new PartialUpload(upload.value().id(), List.of());
        queue.put(entry.with(Optional.of(partial)));
        return Sent.done(partial);
    }

    /** A crash came between the question for an upload and the note of its name. */
    private Sent<Boolean> abortUnknown(Digest digest) {
        Sent<List<Multipart.Upload>> unfinished = multipart.unfinished(digest, limit(0));
        if (!(unfinished instanceof Sent.Done<List<Multipart.Upload>> found)) {
            return unfinished.failure();
        }
        for (Multipart.Upload lost : found.value()) {
            Sent<Boolean> aborted = multipart.abort(lost, limit(0));
            if (!(aborted instanceof Sent.Done<Boolean>)) {
                return aborted;
            }
            LOG.info("aborted an upload of {} that nobody would have completed", digest);
        }
        return Sent.done(true);
    }

    /** Overtaken says that the blob is there, or that the upload is no more; which of them, the bucket has to tell. */
    private Delivery ended(UploadEntry entry, Multipart.Upload upload, Sent<?> answer) {
        return switch (answer) {
            case Sent.Overtaken<?> overtaken -> overtaken(entry, upload);
            case Sent.Permanent<?> lasting -> {
                abort(entry, upload);
                yield Delivery.failed(answer);
            }
            default -> Delivery.failed(answer);
        };
    }

    private Delivery overtaken(UploadEntry entry, Multipart.Upload upload) {
        Lookup<BucketObject> there = bucket.look(upload.digest(), limit(0));
        if (there instanceof Lookup.Unreachable<BucketObject> down) {
            return Delivery.again(down.cause().toString());
        }
        if (!abort(entry, upload)) {
            return Delivery.again("what was begun could not be aborted");
        }
        if (there instanceof Lookup.Found<BucketObject> found) {
            return Delivery.found(Optional.of(found.value().etag()), "");
        }
        // What was to be replaced may be gone: only as a new one it can be stored then.
        queue.put(entry.with(Optional.<PartialUpload>empty()).replacing(Optional.empty()));
        return Delivery.again("the upload is no more, and the blob is not there");
    }

    /**
     * Aborts what was begun of a blob that is not going to be sent.
     *
     * @return whether nothing of it is left
     */
    boolean forget(UploadEntry entry, Digest digest) {
        PartialUpload partial = entry.partial().orElse(null);
        if (partial == null) {
            return true;
        }
        return partial.isKnown()
                ? abort(entry, new Multipart.Upload(digest, partial.id()))
                : abortUnknown(digest) instanceof Sent.Done<Boolean>;
    }

    private boolean abort(UploadEntry entry, Multipart.Upload upload) {
        if (multipart.abort(upload, limit(0)) instanceof Sent.Done<Boolean>) {
            queue.put(entry.with(Optional.empty()));
            return true;
        }
        LOG.warn("an upload of {} could not be aborted yet: {}", upload.digest(), upload.id());
        return false;
    }

    private Deadline limit(long bytes) {
        return Deadline.after(limits.retries().perRequest(bytes));
    }

    private static Digest digestOf(UploadEntry entry) {
        if (entry.item() instanceof UploadItem.Blob blob) {
            return blob.digest();
        }
        throw new IllegalArgumentException("not a blob: " + entry.item());
    }
}
