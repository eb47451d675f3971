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
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A bucket that keeps the promises of one, writes down what it is asked, and fails when it is told to. */
public final class InMemoryBucket implements Bucket, Multipart, BucketRecords {

    private record Stored(Object value, String etag) {}

    private record Torn() {}

    private final Map<String, Stored> objects = new ConcurrentHashMap<>();
    private final Map<String, Map<Integer, byte[]>> uploads = new ConcurrentHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final Deque<Sent<?>> refusals = new ConcurrentLinkedDeque<>();
    private final AtomicInteger etags = new AtomicInteger();
    private final AtomicBoolean losesAnswer = new AtomicBoolean();
    private volatile @Nullable Throwable outage;
    private volatile Runnable beforeAnswer = () -> {};

    // ---- the test's side ---------------------------------------------------------------------------------------

    /** Kind and object, such as {@code PUT sha256:ab…}, in their order. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    public void forgetRequests() {
        requests.clear();
    }

    /** The next request that changes something is answered with this. */
    public void refuseNext(Sent<?> refusal) {
        refusals.add(refusal);
    }

    /** The next request that changes something is done, and nobody is told so. */
    public void loseNextAnswer() {
        losesAnswer.set(true);
    }

    /** Nothing can be asked from now on; null ends it. */
    public void takeDown(@Nullable Throwable why) {
        outage = why;
    }

    /** Runs on the asking thread, after what was asked has happened and before that is told. */
    public void beforeAnswer(Runnable what) {
        beforeAnswer = what;
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
        return uploads.size();
    }

    // ---- the bucket --------------------------------------------------------------------------------------------

    @Override
    public Lookup<RemoteBlob> open(Digest digest, Window window, Deadline deadline) {
        return asking(RequestKind.GET, digest, () -> {
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
        return asking(RequestKind.HEAD, digest, () -> {
            Stored stored = objects.get(digest.toString());
            return stored == null
                    ? Lookup.absent()
                    : Lookup.found(new BucketObject(((byte[]) stored.value()).length, stored.etag()));
        });
    }

    @Override
    public Sent<String> put(Digest digest, Content content, Condition condition, Deadline deadline) {
        return telling(RequestKind.PUT, digest, () -> {
            byte[] bytes = read(content);
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
        return this;
    }

    @Override
    public BucketRecords records() {
        return this;
    }

    @Override
    public void close() {
        takeDown(new IOException("closed"));
    }

    // ---- in parts ----------------------------------------------------------------------------------------------

    @Override
    public Sent<Upload> begin(Digest digest, Deadline deadline) {
        return telling(RequestKind.MULTIPART, "begin " + digest, () -> {
            String id = digest + "#" + etags.incrementAndGet();
            uploads.put(id, new ConcurrentHashMap<>());
            return Sent.done(new Upload(digest, id));
        });
    }

    @Override
    public Sent<Part> send(Upload upload, int number, Content content, Deadline deadline) {
        return telling(RequestKind.MULTIPART, "part " + number + " of " + upload.digest(), () -> {
            Map<Integer, byte[]> parts = uploads.get(upload.id());
            byte[] bytes = read(content);
            if (parts == null) {
                return new Sent.Overtaken<>();
            }
            parts.put(number, bytes);
            return Sent.done(new Part(number, "\"part " + number + "\"", ""));
        });
    }

    @Override
    public Sent<String> complete(Upload upload, List<Part> parts, Condition condition, Deadline deadline) {
        return telling(RequestKind.MULTIPART, "complete " + upload.digest(), () -> {
            Map<Integer, byte[]> arrived = uploads.get(upload.id());
            if (arrived == null) {
                return new Sent.Overtaken<>();
            }
            List<byte[]> inOrder = new ArrayList<>();
            for (Part part : parts) {
                inOrder.add(arrived.getOrDefault(part.number(), new byte[0]));
            }
            Sent<String> stored = store(upload.digest().toString(), joined(inOrder), condition);
            if (stored instanceof Sent.Done<String>) {
                uploads.remove(upload.id());
            }
            return stored;
        });
    }

    private static byte[] joined(List<byte[]> parts) {
        byte[] whole = new byte[parts.stream().mapToInt(part -> part.length).sum()];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, whole, at, part.length);
            at += part.length;
        }
        return whole;
    }

    @Override
    public Sent<Boolean> abort(Upload upload, Deadline deadline) {
        return telling(RequestKind.ABORT, upload.digest(), () -> {
            uploads.remove(upload.id());
            return Sent.done(true);
        });
    }

    @Override
    public Sent<List<Upload>> unfinished(Digest digest, Deadline deadline) {
        return telling(
                RequestKind.LIST,
                digest,
                () -> Sent.done(uploads.keySet().stream()
                        .filter(id -> id.startsWith(digest + "#"))
                        .map(id -> new Upload(digest, id))
                        .toList()));
    }

    // ---- records -----------------------------------------------------------------------------------------------

    @Override
    public Lookup<Read<ManifestRecord>> manifest(Reference.ByDigest reference, Deadline deadline) {
        return asking(RequestKind.GET, reference, () -> record(reference, ManifestRecord.class));
    }

    @Override
    public Lookup<Read<TagRecord>> tag(Reference.ByTag tag, Deadline deadline) {
        return asking(RequestKind.GET, tag, () -> record(tag, TagRecord.class));
    }

    @Override
    public Lookup<String> torn(Reference reference, Deadline deadline) {
        return asking(RequestKind.GET, reference, () -> {
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
        return telling(RequestKind.PUT, reference, () -> store(key(reference), manifest, condition));
    }

    @Override
    public Sent<String> putTag(Reference.ByTag tag, TagRecord record, Condition condition, Deadline deadline) {
        return telling(RequestKind.PUT, tag, () -> store(key(tag), record, condition));
    }

    // ---- every request -----------------------------------------------------------------------------------------

    private static final Repository SOMEWHERE = new Repository("bucket.test", "any");

    private <T> Lookup<T> asking(RequestKind kind, Object what, Supplier<Lookup<T>> answer) {
        requests.add(kind + " " + what);
        Throwable down = outage;
        Lookup<T> found = down == null ? answer.get() : Lookup.unreachable(Dependency.BUCKET, down);
        beforeAnswer.run();
        return found;
    }

    private <T> Sent<T> telling(RequestKind kind, Object what, Supplier<Sent<T>> change) {
        requests.add(kind + " " + what);
        Throwable down = outage;
        if (down != null) {
            return new Sent.Transient<>(down.toString(), Optional.empty());
        }
        Sent<?> refusal = refusals.poll();
        if (refusal != null) {
            return refusal.failure();
        }
        Sent<T> sent = change.get();
        beforeAnswer.run();
        return losesAnswer.getAndSet(false) ? new Sent.Transient<>("reset", Optional.empty(), true) : sent;
    }

    private static byte[] read(Content content) {
        try (InputStream bytes = content.open()) {
            byte[] all = bytes.readAllBytes();
            if (all.length != content.length()) {
                throw new IllegalStateException(all.length + " bytes of " + content.length());
            }
            return all;
        } catch (IOException e) {
            throw new IllegalStateException("the content cannot be read", e);
        }
    }
}
