package dev.entrepot.core.upload;

import dev.entrepot.core.oci.Digest;
import java.time.Instant;
import java.util.Optional;

/**
 * What is known of one object of the bucket.
 *
 * @param size bytes of a blob; 0 of a record
 * @param etag of what is known to lie there; of a blob that waits it is what has to be replaced
 * @param partial what has arrived of a blob that goes in parts
 */
public record UploadEntry(
        UploadItem item, long size, Standing standing, Optional<String> etag, Optional<PartialUpload> partial) {

    public sealed interface Standing {}

    /**
     * @param since when it was queued
     * @param due not to be sent before
     * @param attempts that came to nothing so far
     */
    public record Waiting(Instant since, Instant due, int attempts) implements Standing {}

    /**
     * Given up, for a reason that does not pass by itself.
     *
     * @param since when it was queued
     * @param due when it is worth another look
     */
    public record Failed(Instant since, Instant due, int attempts, String reason) implements Standing {}

    /**
     * It lies there.
     *
     * @param at when it was sent, or found there
     * @param version of a record, to tell whether it has changed since; empty for a blob
     */
    public record Stored(Instant at, String version) implements Standing {}

    public static UploadEntry of(UploadItem item, long size, Instant now) {
        return new UploadEntry(item, size, new Waiting(now, now, 0), Optional.empty(), Optional.empty());
    }

    public static UploadEntry ofBlob(Digest digest, long size, Instant now) {
        return of(new UploadItem.Blob(digest), size, now);
    }

    /** @param etag empty where another has stored it */
    public static UploadEntry stored(UploadItem item, long size, Stored stored, Optional<String> etag) {
        return new UploadEntry(item, size, stored, etag, Optional.empty());
    }

    public boolean isBlob() {
        return item instanceof UploadItem.Blob;
    }

    public boolean isWaiting() {
        return standing instanceof Waiting;
    }

    /** Whether a blob has to stay where it is: what was given up is the only copy as much as what waits. */
    public boolean isOnlyHere() {
        return !(standing instanceof Stored) && !isLeftover();
    }

    /** What stays of an entry that is dropped while parts of its blob lie in the bucket: they have to go, or become whole. */
    UploadEntry leftover(Instant now) {
        return new UploadEntry(item, 0, new Waiting(now, now, 0), etag, partial);
    }

    /** A leftover whose blob is held still is owed like any other. */
    UploadEntry held(long bytes) {
        return isLeftover() ? new UploadEntry(item, bytes, standing, etag, partial) : this;
    }

    boolean isLeftover() {
        return size == 0 && partial.isPresent();
    }

    UploadEntry with(Standing next) {
        return new UploadEntry(item, size, next, etag, partial);
    }

    UploadEntry with(Optional<PartialUpload> next) {
        return new UploadEntry(item, size, standing, etag, next);
    }

    UploadEntry replacing(Optional<String> known) {
        return new UploadEntry(item, size, standing, known, partial);
    }
}
