package dev.entrepot.core.upload;

import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.bucket.BucketRecords;
import dev.entrepot.core.bucket.BucketRecords.Read;
import dev.entrepot.core.bucket.Condition;
import dev.entrepot.core.bucket.Sent;
import dev.entrepot.core.index.ManifestRecord;
import dev.entrepot.core.index.RepositoryRecords;
import dev.entrepot.core.index.TagRecord;
import dev.entrepot.core.oci.Reference;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * Brings one record to the bucket. Others write the same records: what they proved is kept, and of two that speak of one
 * tag the one that asked last is right. The ETag of what another wrote is not kept: whoever replaces that has to compare
 * again, though it costs two requests more.
 */
final class RecordSender {

    private final BucketRecords bucket;
    private final RepositoryRecords records;
    private final UploadLimits.Retries retries;

    RecordSender(BucketRecords bucket, RepositoryRecords records, UploadLimits.Retries retries) {
        this.bucket = bucket;
        this.records = records;
        this.retries = retries;
    }

    /**
     * How one kind of record is brought.
     *
     * @param ours as it is now
     * @param theirs as it lies in the bucket
     * @param torn the ETag of what lies there and is no record
     * @param merge of ours and theirs; equal to theirs where nothing has to be sent
     * @param version to be noted of ours and what lies there then: while ours is of that version it is not owed
     */
    private record Errand<T>(
            Lookup<T> ours,
            Supplier<Lookup<Read<T>>> theirs,
            Supplier<Lookup<String>> torn,
            BiFunction<T, Condition, Sent<String>> put,
            BiFunction<T, T, T> merge,
            BiFunction<T, T, String> version) {}

    Delivery send(Reference.ByDigest reference, Optional<String> etag) {
        Errand<ManifestRecord> errand = new Errand<>(
                records.manifest(reference.repository(), reference.digest()),
                () -> bucket.manifest(reference, limit()),
                () -> bucket.torn(reference, limit()),
                (record, condition) -> bucket.putManifest(reference, record, condition, limit()),
                ManifestRecord::keepingProofsOf,
                (ours, theirs) -> RecordVersions.of(ours));
        return send(errand, etag);
    }

    Delivery send(Reference.ByTag tag, Optional<String> etag) {
        Errand<TagRecord> errand = new Errand<>(
                records.tagRecord(tag),
                () -> bucket.tag(tag, limit()),
                () -> bucket.torn(tag, limit()),
                (record, condition) -> bucket.putTag(tag, record, condition, limit()),
                (ours, theirs) -> ours.checked().isAfter(theirs.checked()) ? ours : theirs,
                // Confirmed here once more, ours is right and owed at once.
                (ours, theirs) -> RecordVersions.of(theirs));
        return send(errand, etag);
    }

    private <T> Delivery send(Errand<T> errand, Optional<String> etag) {
        return switch (errand.ours()) {
            case Lookup.Absent<T> gone -> new Delivery.Gone("there is no such record any more");
            case Lookup.Unreachable<T> disk -> Delivery.again("it cannot be read: " + disk.cause());
            case Lookup.Found<T> found -> {
                T ours = found.value();
                Condition condition =
                        etag.<Condition>map(Condition.Unchanged::new).orElseGet(Condition::absent);
                Sent<String> sent = errand.put().apply(ours, condition);
                yield sent instanceof Sent.Overtaken<String> ? merged(errand, ours) : delivered(errand, ours, sent);
            }
        };
    }

    private static <T> Delivery merged(Errand<T> errand, T ours) {
        return switch (errand.theirs().get()) {
            case Lookup.Found<Read<T>> found -> merged(errand, ours, found.value());
            case Lookup.Absent<Read<T>> lost -> restored(errand, ours);
            case Lookup.Unreachable<Read<T>> down -> unread(down.cause());
        };
    }

    /** What lay there is gone, or no record any more: ours is all there is. */
    private static <T> Delivery restored(Errand<T> errand, T ours) {
        return switch (errand.torn().get()) {
            case Lookup.Found<String> torn ->
                delivered(errand, ours, errand.put().apply(ours, new Condition.Unchanged(torn.value())));
            case Lookup.Absent<String> gone ->
                delivered(errand, ours, errand.put().apply(ours, Condition.absent()));
            case Lookup.Unreachable<String> down -> unread(down.cause());
        };
    }

    private static Delivery unread(Throwable cause) {
        return Delivery.again("another changed it, and what it is now cannot be read: " + cause);
    }

    private static <T> Delivery merged(Errand<T> errand, T ours, Read<T> theirs) {
        T merged = errand.merge().apply(ours, theirs.value());
        boolean isOurs = merged.equals(ours);
        String version = errand.version().apply(ours, ours);
        if (merged.equals(theirs.value())) {
            return isOurs
                    ? Delivery.found(Optional.of(theirs.etag()), version)
                    : Delivery.overruled(version, errand.version().apply(ours, merged));
        }
        Sent<String> sent = errand.put().apply(merged, new Condition.Unchanged(theirs.etag()));
        return sent instanceof Sent.Done<String> && !isOurs
                ? new Delivery.Arrived(Optional.empty(), version, version, false)
                : delivered(errand, ours, sent);
    }

    private static <T> Delivery delivered(Errand<T> errand, T ours, Sent<String> sent) {
        return sent instanceof Sent.Done<String> done
                ? Delivery.sent(done.value(), errand.version().apply(ours, ours))
                : Delivery.failed(sent);
    }

    private Deadline limit() {
        return Deadline.after(retries.perRequest());
    }
}
