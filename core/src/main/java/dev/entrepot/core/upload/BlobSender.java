package dev.entrepot.core.upload;

import dev.entrepot.core.blob.BlobStore;
import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.blob.LocalBlob;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.blob.Pace;
import dev.entrepot.core.bucket.Bucket;
import dev.entrepot.core.bucket.BucketObject;
import dev.entrepot.core.bucket.Condition;
import dev.entrepot.core.bucket.Sent;
import dev.entrepot.core.oci.Digest;
import java.util.Optional;

/**
 * Brings one blob to the bucket: one {@code PUT} where that is enough, else in parts. Above {@link
 * UploadLimits#lookFirst} it asks first whether the blob is there, since a store may take the whole body before it says so.
 */
final class BlobSender {

    private final Bucket bucket;
    private final BlobStore store;
    private final UploadLimits limits;
    private final PartSender parts;
    private final Unanswered unanswered = new Unanswered();

    BlobSender(Bucket bucket, BlobStore store, UploadQueue queue, UploadLimits limits) {
        this.bucket = bucket;
        this.store = store;
        this.limits = limits;
        this.parts = new PartSender(bucket, queue, limits, unanswered);
    }

    /** @param pace told of every byte that is sent */
    Delivery send(UploadEntry entry, Digest digest, Pace pace) {
        return unanswered.settled(digest, attempt(entry, digest, pace));
    }

    private Delivery attempt(UploadEntry entry, Digest digest, Pace pace) {
        return switch (store.find(digest)) {
            case Lookup.Absent<LocalBlob> gone -> notHeld(entry, digest);
            case Lookup.Unreachable<LocalBlob> disk -> Delivery.again("it cannot be read: " + disk.cause());
            case Lookup.Found<LocalBlob> found -> {
                try (LocalBlob blob = found.value()) {
                    yield send(entry.held(blob.size()), digest, blob, pace);
                }
            }
        };
    }

    /** What is to replace something wrong comes from the upstream, and perhaps later. */
    private Delivery notHeld(UploadEntry entry, Digest digest) {
        if (entry.etag().isPresent()) {
            return Delivery.again("what is to replace the wrong object is not held yet");
        }
        return parts.forget(entry, digest)
                ? new Delivery.Gone("it is not held any more")
                : Delivery.again("it is not held any more, and what was begun of it could not be aborted");
    }

    private Delivery send(UploadEntry entry, Digest digest, LocalBlob blob, Pace pace) {
        Condition condition =
                entry.etag().<Condition>map(Condition.Unchanged::new).orElseGet(Condition::absent);
        if (blob.size() > limits.lookFirst() && condition instanceof Condition.Absent && !hasBegun(entry)) {
            switch (look(digest)) {
                case Lookup.Found<BucketObject> there -> {
                    return found(entry, digest, there.value());
                }
                case Lookup.Unreachable<BucketObject> down -> {
                    return Delivery.again(down.cause().toString());
                }
                case Lookup.Absent<BucketObject> absent -> {}
            }
        }
        // What has begun in parts ends in parts, also where the limit was raised meanwhile.
        if (blob.size() > limits.onePut() || hasBegun(entry)) {
            return parts.send(entry, blob, condition, pace);
        }
        Sent<String> sent = put(digest, blob, condition, pace);
        // What was to be replaced may be gone: only as a new one it can be stored then.
        boolean mayBeGone = sent instanceof Sent.Overtaken<String> && condition instanceof Condition.Unchanged;
        return delivered(digest, mayBeGone ? put(digest, blob, Condition.absent(), pace) : sent);
    }

    /** Another has stored it; what may have been begun here goes first, while it is known. */
    private Delivery found(UploadEntry entry, Digest digest, BucketObject there) {
        return parts.forget(entry, digest)
                ? Delivery.found(Optional.of(there.etag()), "")
                : Delivery.again("it is there, and what was begun of it could not be aborted");
    }

    private static boolean hasBegun(UploadEntry entry) {
        return entry.partial().filter(PartialUpload::isKnown).isPresent();
    }

    private Lookup<BucketObject> look(Digest digest) {
        return bucket.look(digest, Deadline.after(limits.retries().perRequest(0)));
    }

    private Sent<String> put(Digest digest, LocalBlob blob, Condition condition, Pace pace) {
        FilePart whole = new FilePart(blob.channel(), 0, blob.size(), pace);
        Deadline deadline = Deadline.after(limits.retries().perRequest(blob.size()));
        Sent<String> sent = bucket.put(digest, whole, condition, deadline);
        unanswered.heard(digest, sent);
        return sent;
    }

    private Delivery delivered(Digest digest, Sent<String> answer) {
        return switch (answer) {
            case Sent.Done<String> done -> Delivery.sent(done.value(), "");
            case Sent.Overtaken<String> there -> Delivery.found(Optional.empty(), "");
            case Sent.Permanent<String> lasting ->
                lasting.problem() == Sent.Problem.BAD_DIGEST ? damagedOr(digest, answer) : Delivery.failed(answer);
            case Sent.Transient<String> passing -> Delivery.failed(answer);
            case Sent.LeftAlone<String> nothing -> Delivery.failed(answer);
        };
    }

    /** Either our file is wrong, and then must not be served either, or something on the way is. */
    private Delivery damagedOr(Digest digest, Sent<String> answer) {
        if (store.isSound(digest, Pace.FULL) instanceof Lookup.Found<Boolean> found && !found.value()) {
            store.quarantine(digest, "the bucket refused it: its bytes are not those of its digest");
            return new Delivery.Gone("its file is damaged");
        }
        return Delivery.failed(answer);
    }
}
