package dev.entrepot.testkit.bucket;

import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.blob.RemoteBlob;
import dev.entrepot.core.blob.Window;
import dev.entrepot.core.bucket.BeyondEndException;
import dev.entrepot.core.bucket.Bucket;
import dev.entrepot.core.bucket.BucketObject;
import dev.entrepot.core.bucket.BucketRecords;
import dev.entrepot.core.bucket.Condition;
import dev.entrepot.core.bucket.Content;
import dev.entrepot.core.bucket.Multipart;
import dev.entrepot.core.bucket.RequestKind;
import dev.entrepot.core.bucket.Sent;
import dev.entrepot.core.index.ManifestRecord;
import dev.entrepot.core.index.TagRecord;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.oci.Repository;
import dev.entrepot.testkit.blob.BlobScript;
import dev.entrepot.testkit.blob.ScriptedSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A bucket that keeps the promises of one, writes down what it is asked, and fails when it is told to. */
public final class InMemoryBucket implements Bucket, BucketRecords {

    private static final Repository SOMEWHERE = new Repository("bucket.test", "any");

    /** What lies in one place. */
    private record Stored(Object value, String etag) {}

    /** What lies where a write ended in the middle. */
    private record Torn() {}

    private final Map<String, Stored> objects = new ConcurrentHashMap<>();
    private final AtomicInteger etags = new AtomicInteger();
    private final BucketRequests requests = new BucketRequests();
    private final InMemoryParts parts =
            new InMemoryParts(requests, (digest, whole, condition) -> store(digest.toString(), whole, condition));

    // ---- the test's side ---------------------------------------------------------------------------------------

    /** Kind and object, such as {@code PUT sha256:ab…}, in their order. */
    public List<String> requests() {
        return requests.made();
    }

    public void forgetRequests() {
        requests.forget();
    }

    /** The next request that changes something is answered with this. */
    public void refuseNext(Sent<?> refusal) {
        requests.refuseNext(refusal);
    }

    /** The next request that changes something is done, and nobody is told so. */
    public void loseNextAnswer() {
        requests.loseNextAnswer();
    }

    /** Nothing can be asked from now on; null ends it. */
    public void takeDown(@Nullable Throwable why) {
        requests.takeDown(why);
    }

    /** Runs on the asking thread, after what was asked has happened and before that is told. */
    public void beforeAnswer(Runnable what) {
        requests.beforeAnswer(what);
    }

    /** Puts something there behind everybody's back. */
    public void plant(Digest digest, byte[] content) {
        objects.put(digest.toString(), new Stored(content.clone(), nextEtag()));
    }

    /** A write of the record ended in the middle. */
    public void tear(Reference reference) {
        objects.put(key(reference), new Stored(new Torn(), nextEtag()));
    }

    /** Somebody deleted the record. */
    public void lose(Reference reference) {
        objects.remove(key(reference));
    }

    public Optional<byte[]> object(Digest digest) {
        return Optional.ofNullable(objects.get(digest.toString())).map(stored -> ((byte[]) stored.value()).clone());
    }

    public int unfinishedUploads() {
        return parts.unfinished();
    }

    // ---- the bucket --------------------------------------------------------------------------------------------

    @Override
    public Lookup<RemoteBlob> open(Digest digest, Window window, Deadline deadline) {
        return requests.asking(RequestKind.GET, digest, () -> {
            Stored stored = objects.get(digest.toString());
            if (stored == null) {
                return Lookup.absent();
            }
            ScriptedSource source = new ScriptedSource(Dependency.BUCKET);
            BlobScript script = source.serve(digest, (byte[]) stored.value());
            script.withValidator(stored.etag());
            return window instanceof Window.Closed closed && closed.range().first() >= ((byte[]) stored.value()).length
                    ? Lookup.unreachable(Dependency.BUCKET, new BeyondEndException("416", new IOException()))
                    : source.open(SOMEWHERE, digest, unvalidated(window), deadline);
        });
    }

    /** An upstream's validator means nothing to a bucket. */
    private static Window unvalidated(Window window) {
        return window instanceof Window.From from ? new Window.From(from.offset(), Optional.empty()) : window;
    }

    @Override
    public Lookup<BucketObject> look(Digest digest, Deadline deadline) {
        return requests.asking(RequestKind.HEAD, digest, () -> {
            Stored stored = objects.get(digest.toString());
            return stored == null
                    ? Lookup.absent()
                    : Lookup.found(new BucketObject(((byte[]) stored.value()).length, stored.etag()));
        });
    }

    @Override
    public Sent<String> put(Digest digest, Content content, Condition condition, Deadline deadline) {
        return requests.telling(RequestKind.PUT, digest, () -> {
            byte[] bytes = BucketRequests.read(content);
            if (!Digest.of(digest.algorithm(), ByteBuffer.wrap(bytes)).equals(digest)) {
                return new Sent.Permanent<>(Sent.Problem.BAD_DIGEST, "the bytes are not those of " + digest);
            }
            return store(digest.toString(), bytes, condition);
        });
    }

    private Sent<String> store(String key, Object value, Condition condition) {
        synchronized (objects) {
            Stored there = objects.get(key);
            boolean holds = condition instanceof Condition.Unchanged same
                    ? there != null && there.etag().equals(same.etag())
                    : there == null;
            if (!holds) {
                return new Sent.Overtaken<>();
            }
            String etag = nextEtag();
            objects.put(key, new Stored(value, etag));
            return Sent.done(etag);
        }
    }

    private String nextEtag() {
        return "\"" + etags.incrementAndGet() + "\"";
    }

    @Override
    public Multipart multipart() {
        return parts;
    }

    @Override
    public BucketRecords records() {
        return this;
    }

    @Override
    public void close() {
        takeDown(new IOException("closed"));
    }

    // ---- records -----------------------------------------------------------------------------------------------

    @Override
    public Lookup<Read<ManifestRecord>> manifest(Reference.ByDigest reference, Deadline deadline) {
        return requests.asking(RequestKind.GET, reference, () -> record(reference, ManifestRecord.class));
    }

    @Override
    public Lookup<Read<TagRecord>> tag(Reference.ByTag tag, Deadline deadline) {
        return requests.asking(RequestKind.GET, tag, () -> record(tag, TagRecord.class));
    }

    @Override
    public Lookup<String> torn(Reference reference, Deadline deadline) {
        return requests.asking(RequestKind.GET, reference, () -> {
            Stored stored = objects.get(key(reference));
            return stored == null || !(stored.value() instanceof Torn) ? Lookup.absent() : Lookup.found(stored.etag());
        });
    }

    private <T> Lookup<Read<T>> record(Reference reference, Class<T> type) {
        Stored stored = objects.get(key(reference));
        return stored == null || stored.value() instanceof Torn
                ? Lookup.absent()
                : Lookup.found(new Read<>(type.cast(stored.value()), stored.etag()));
    }

    private static String key(Reference reference) {
        return "record " + reference;
    }

    @Override
    public Sent<String> putManifest(
            Reference.ByDigest reference, ManifestRecord manifest, Condition condition, Deadline deadline) {
        return requests.telling(RequestKind.PUT, reference, () -> store(key(reference), manifest, condition));
    }

    @Override
    public Sent<String> putTag(Reference.ByTag tag, TagRecord record, Condition condition, Deadline deadline) {
        return requests.telling(RequestKind.PUT, tag, () -> store(key(tag), record, condition));
    }
}
