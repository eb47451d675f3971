package dev.entrepot.proxy.bucket;

import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.blob.RemoteBlob;
import dev.entrepot.core.blob.Window;
import dev.entrepot.core.bucket.Bucket;
import dev.entrepot.core.bucket.BucketObject;
import dev.entrepot.core.bucket.BucketRecords;
import dev.entrepot.core.bucket.Condition;
import dev.entrepot.core.bucket.Content;
import dev.entrepot.core.bucket.Multipart;
import dev.entrepot.core.bucket.Sent;
import dev.entrepot.core.diagnosis.Work;
import dev.entrepot.core.index.ManifestRecord;
import dev.entrepot.core.index.TagRecord;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Reference;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** A bucket that is left alone while it is down, and whose readers wait no longer for it than they would like to. */
public final class GuardedBucket implements Bucket, Multipart, BucketRecords {

    private static final String DOWN = "the bucket failed too often and is left alone for a moment";

    private final Bucket bucket;
    private final Multipart multipart;
    private final BucketRecords records;
    private final Duration patience;
    private final BucketBreaker reads;

    /** Of its own: one large upload as the only probe would keep everybody from reading for as long as it takes. */
    private final BucketBreaker writes;

    private final BucketWatch watched;

    /**
     * @param patience for the head of an answer to a reader
     * @param pause for which it is left alone
     * @param watched told of every request that is made
     */
    public GuardedBucket(Bucket bucket, Duration patience, Duration pause, BucketWatch watched) {
        this.watched = watched;
        this.bucket = bucket;
        this.multipart = bucket.multipart();
        this.records = bucket.records();
        this.patience = patience;
        this.reads = new BucketBreaker("reading", pause);
        this.writes = new BucketBreaker("sending", pause);
    }

    /** False while nothing is sent there. */
    public boolean maySend() {
        return writes.mayAsk();
    }

    private <T> Lookup<T> ask(Work work, String subject, Supplier<Lookup<T>> question) {
        return reads.ask(
                () -> watched.ask(work, subject, question),
                () -> Lookup.unreachable(Dependency.BUCKET, new IOException(DOWN)));
    }

    private <T> Sent<T> tell(Work work, String subject, Supplier<Sent<T>> request) {
        return writes.tell(() -> watched.tell(work, subject, request), Sent.LeftAlone::new);
    }

    @Override
    public Lookup<RemoteBlob> open(Digest digest, Window window, Deadline deadline) {
        Lookup<RemoteBlob> answer =
                ask(Work.BUCKET_GET, digest.toString(), () -> bucket.open(digest, window, deadline.atMost(patience)));
        return answer instanceof Lookup.Found<RemoteBlob> found
                ? Lookup.found(watched.body(digest, found.value()))
                : answer;
    }

    @Override
    public void refuted(Digest digest) {
        watched.refuted(digest);
        bucket.refuted(digest);
    }

    @Override
    public Lookup<BucketObject> look(Digest digest, Deadline deadline) {
        return ask(Work.BUCKET_HEAD, digest.toString(), () -> bucket.look(digest, deadline));
    }

    @Override
    public Sent<String> put(Digest digest, Content content, Condition condition, Deadline deadline) {
        return tell(Work.BUCKET_PUT, digest.toString(), () -> bucket.put(digest, content, condition, deadline));
    }

    @Override
    public Multipart multipart() {
        return this;
    }

    @Override
    public BucketRecords records() {
        return this;
    }

    @Override
    public Sent<Upload> begin(Digest digest, Deadline deadline) {
        return tell(Work.BUCKET_PUT, digest.toString(), () -> multipart.begin(digest, deadline));
    }

    @Override
    public Sent<Part> send(Upload upload, int number, Content content, Deadline deadline) {
        return tell(
                Work.BUCKET_PUT, upload.digest().toString(), () -> multipart.send(upload, number, content, deadline));
    }

    @Override
    public Sent<String> complete(Upload upload, List<Part> parts, Condition condition, Deadline deadline) {
        return tell(
                Work.BUCKET_PUT,
                upload.digest().toString(),
                () -> multipart.complete(upload, parts, condition, deadline));
    }

    @Override
    public Sent<Boolean> abort(Upload upload, Deadline deadline) {
        return tell(Work.BUCKET_PUT, upload.digest().toString(), () -> multipart.abort(upload, deadline));
    }

    @Override
    public Sent<List<Upload>> unfinished(Digest digest, Deadline deadline) {
        return tell(Work.BUCKET_HEAD, digest.toString(), () -> multipart.unfinished(digest, deadline));
    }

    @Override
    public Lookup<Read<ManifestRecord>> manifest(Reference.ByDigest reference, Deadline deadline) {
        return ask(
                Work.BUCKET_RECORD, reference.toString(), () -> records.manifest(reference, deadline.atMost(patience)));
    }

    @Override
    public Lookup<Read<TagRecord>> tag(Reference.ByTag tag, Deadline deadline) {
        return ask(Work.BUCKET_RECORD, tag.toString(), () -> records.tag(tag, deadline.atMost(patience)));
    }

    @Override
    public Lookup<String> torn(Reference reference, Deadline deadline) {
        return ask(Work.BUCKET_RECORD, reference.toString(), () -> records.torn(reference, deadline.atMost(patience)));
    }

    @Override
    public Sent<String> putManifest(
            Reference.ByDigest reference, ManifestRecord manifest, Condition condition, Deadline deadline) {
        return tell(
                Work.BUCKET_RECORD,
                reference.toString(),
                () -> records.putManifest(reference, manifest, condition, deadline));
    }

    @Override
    public Sent<String> putTag(Reference.ByTag tag, TagRecord record, Condition condition, Deadline deadline) {
        return tell(Work.BUCKET_RECORD, tag.toString(), () -> records.putTag(tag, record, condition, deadline));
    }

    @Override
    public void close() {
        bucket.close();
    }
}
