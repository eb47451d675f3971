package dev.entrepot.testkit.bucket;

import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.bucket.Condition;
import dev.entrepot.core.bucket.Content;
import dev.entrepot.core.bucket.Multipart;
import dev.entrepot.core.bucket.RequestKind;
import dev.entrepot.core.bucket.Sent;
import dev.entrepot.core.oci.Digest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The uploads in parts to a bucket in memory. */
final class InMemoryParts implements Multipart {

    /** Where a blob goes whose parts are complete. */
    interface Whole {
        Sent<String> store(Digest digest, byte[] content, Condition condition);
    }

    private final Map<String, Map<Integer, byte[]>> uploads = new ConcurrentHashMap<>();
    private final AtomicInteger begun = new AtomicInteger();
    private final BucketRequests requests;
    private final Whole whole;

    InMemoryParts(BucketRequests requests, Whole whole) {
        this.requests = requests;
        this.whole = whole;
    }

    int unfinished() {
        return uploads.size();
    }

    @Override
    public Sent<Upload> begin(Digest digest, Deadline deadline) {
        return requests.telling(RequestKind.MULTIPART, "begin " + digest, () -> {
            String id = digest + "#" + begun.incrementAndGet();
            uploads.put(id, new ConcurrentHashMap<>());
            return Sent.done(new Upload(digest, id));
        });
    }

    @Override
    public Sent<Part> send(Upload upload, int number, Content content, Deadline deadline) {
        return requests.telling(RequestKind.MULTIPART, "part " + number + " of " + upload.digest(), () -> {
            Map<Integer, byte[]> parts = uploads.get(upload.id());
            byte[] bytes = BucketRequests.read(content);
            if (parts == null) {
                return new Sent.Overtaken<>();
            }
            parts.put(number, bytes);
            return Sent.done(new Part(number, "\"part " + number + "\"", ""));
        });
    }

    @Override
    public Sent<String> complete(Upload upload, List<Part> parts, Condition condition, Deadline deadline) {
        return requests.telling(RequestKind.MULTIPART, "complete " + upload.digest(), () -> {
            Map<Integer, byte[]> arrived = uploads.get(upload.id());
            if (arrived == null) {
                return new Sent.Overtaken<>();
            }
            List<byte[]> inOrder = new ArrayList<>();
            for (Part part : parts) {
                inOrder.add(arrived.getOrDefault(part.number(), new byte[0]));
            }
            Sent<String> stored = whole.store(upload.digest(), joined(inOrder), condition);
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
        return requests.telling(RequestKind.ABORT, upload.digest(), () -> {
            uploads.remove(upload.id());
            return Sent.done(true);
        });
    }

    @Override
    public Sent<List<Upload>> unfinished(Digest digest, Deadline deadline) {
        return requests.telling(
                RequestKind.LIST,
                digest,
                () -> Sent.done(uploads.keySet().stream()
                        .filter(id -> id.startsWith(digest + "#"))
                        .map(id -> new Upload(digest, id))
                        .toList()));
    }
}
