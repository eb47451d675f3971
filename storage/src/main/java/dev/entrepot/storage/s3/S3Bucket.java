package dev.entrepot.storage.s3;

import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.blob.RemoteBlob;
import dev.entrepot.core.blob.Window;
import dev.entrepot.core.bucket.Bucket;
import dev.entrepot.core.bucket.BucketObject;
import dev.entrepot.core.bucket.BucketObserver;
import dev.entrepot.core.bucket.BucketRecords;
import dev.entrepot.core.bucket.Condition;
import dev.entrepot.core.bucket.Content;
import dev.entrepot.core.bucket.Multipart;
import dev.entrepot.core.bucket.RequestKind;
import dev.entrepot.core.bucket.Sent;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.storage.disk.RelativeNames;
import java.util.Optional;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;

/** A bucket of any store that speaks S3. */
public final class S3Bucket implements Bucket {

    private final S3Settings settings;
    private final S3Clients clients;
    private final S3Calls calls;
    private final S3Writes writes;
    private final S3Multipart multipart;
    private final S3Records records;

    /** Connects to nothing yet. */
    public S3Bucket(S3Settings settings, BucketObserver observer) {
        this.settings = settings;
        this.clients = new S3Clients(settings);
        this.calls = new S3Calls(observer);
        this.writes = new S3Writes(settings, clients, calls);
        this.multipart = new S3Multipart(settings, writes, calls);
        this.records = new S3Records(settings, clients, writes, calls);
    }

    @Override
    public Lookup<RemoteBlob> open(Digest digest, Window window, Deadline deadline) {
        GetObjectRequest.Builder request =
                GetObjectRequest.builder().bucket(settings.bucket()).key(key(digest));
        range(window).ifPresent(request::range);
        return calls.ask(
                RequestKind.GET, deadline, () -> new S3Object(clients.reading().getObject(request.build()), calls));
    }

    /** An upstream's validator means nothing here, and needs not: whatever lies here has to have the digest. */
    private static Optional<String> range(Window window) {
        return switch (window) {
            case Window.All all -> Optional.empty();
            case Window.From from -> Optional.of("bytes=" + from.offset() + "-");
            case Window.Closed closed ->
                Optional.of(
                        "bytes=" + closed.range().first() + "-" + closed.range().last());
        };
    }

    @Override
    public Lookup<BucketObject> look(Digest digest, Deadline deadline) {
        return writes.look(key(digest), deadline);
    }

    @Override
    public Sent<String> put(Digest digest, Content content, Condition condition, Deadline deadline) {
        return writes.put(key(digest), Optional.of(digest), content, condition, deadline);
    }

    private String key(Digest digest) {
        return settings.key(RelativeNames.blob(digest));
    }

    @Override
    public Multipart multipart() {
        return multipart;
    }

    @Override
    public BucketRecords records() {
        return records;
    }

    @Override
    public void close() {
        clients.close();
    }
}
