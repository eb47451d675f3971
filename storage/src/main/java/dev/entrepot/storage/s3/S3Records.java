package dev.entrepot.storage.s3;

import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.bucket.BucketRecords;
import dev.entrepot.core.bucket.Condition;
import dev.entrepot.core.bucket.Content;
import dev.entrepot.core.bucket.RequestKind;
import dev.entrepot.core.bucket.Sent;
import dev.entrepot.core.index.ManifestRecord;
import dev.entrepot.core.index.TagRecord;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.storage.disk.RelativeNames;
import dev.entrepot.storage.json.JsonFormat;
import dev.entrepot.storage.json.MalformedRecordException;
import dev.entrepot.storage.json.ManifestJson;
import dev.entrepot.storage.json.TagJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** Records as the same small JSON objects as on disk. What cannot be read as one is taken for absent, as there. */
final class S3Records implements BucketRecords {

    private static final Logger LOG = LoggerFactory.getLogger(S3Records.class);

    private static final int CHUNK = 8 << 10;

    private final S3Settings settings;
    private final S3Clients clients;
    private final S3Writes writes;
    private final S3Calls calls;
    private final ManifestJson manifests = new ManifestJson();
    private final TagJson tags = new TagJson();

    S3Records(S3Settings settings, S3Clients clients, S3Writes writes, S3Calls calls) {
        this.settings = settings;
        this.clients = clients;
        this.writes = writes;
        this.calls = calls;
    }

    @Override
    public Lookup<Read<ManifestRecord>> manifest(Reference.ByDigest reference, Deadline deadline) {
        return read(key(reference), manifests, deadline);
    }

    @Override
    public Lookup<Read<TagRecord>> tag(Reference.ByTag tag, Deadline deadline) {
        return read(key(tag), tags, deadline);
    }

    @Override
    public Lookup<String> torn(Reference reference, Deadline deadline) {
        return switch (reference) {
            case Reference.ByDigest digest -> torn(key(digest), manifests, deadline);
            case Reference.ByTag tag -> torn(key(tag), tags, deadline);
        };
    }

    private Lookup<String> torn(String key, JsonFormat<?> format, Deadline deadline) {
        return switch (get(key, deadline)) {
            case Lookup.Found<ResponseBytes<GetObjectResponse>> found ->
                parsed(key, format, found.value()) instanceof Lookup.Found<?>
                        ? Lookup.absent()
                        : Lookup.found(found.value().response().eTag());
            case Lookup.Absent<ResponseBytes<GetObjectResponse>> absent -> Lookup.absent();
            case Lookup.Unreachable<ResponseBytes<GetObjectResponse>> down ->
                Lookup.unreachable(down.dependency(), down.cause());
        };
    }

    private Lookup<ResponseBytes<GetObjectResponse>> get(String key, Deadline deadline) {
        return calls.ask(
                RequestKind.GET,
                deadline,
                () -> whole(
                        clients.reading()
                                .getObject(request ->
                                        request.bucket(settings.bucket()).key(key)),
                        deadline));
    }

    private <T> Lookup<Read<T>> read(String key, JsonFormat<T> format, Deadline deadline) {
        return switch (get(key, deadline)) {
            case Lookup.Found<ResponseBytes<GetObjectResponse>> found -> parsed(key, format, found.value());
            case Lookup.Absent<ResponseBytes<GetObjectResponse>> absent -> Lookup.absent();
            case Lookup.Unreachable<ResponseBytes<GetObjectResponse>> down ->
                Lookup.unreachable(down.dependency(), down.cause());
        };
    }

    /** However slowly it comes: between two bytes no more than the silence passes that is allowed. */
    private static ResponseBytes<GetObjectResponse> whole(
            ResponseInputStream<GetObjectResponse> body, Deadline deadline) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] chunk = new byte[CHUNK];
        try {
            for (int read = body.read(chunk); read >= 0; read = body.read(chunk)) {
                bytes.write(chunk, 0, read);
                if (deadline.isOver() && bytes.size() != body.response().contentLength()) {
                    throw new InterruptedIOException("no whole answer within the time limit");
                }
            }
            body.close();
            return ResponseBytes.fromByteArrayUnsafe(body.response(), bytes.toByteArray());
        } catch (IOException e) {
            body.abort();
            throw SdkClientException.create("a record could not be read", e);
        }
    }

    private static <T> Lookup<Read<T>> parsed(String key, JsonFormat<T> format, ResponseBytes<GetObjectResponse> got) {
        try {
            return Lookup.found(
                    new Read<>(format.read(got.asByteArray()), got.response().eTag()));
        } catch (MalformedRecordException e) {
            LOG.warn("{} in the bucket is taken for absent: {}", key, e.getMessage());
            return Lookup.absent();
        }
    }

    @Override
    public Sent<String> putManifest(
            Reference.ByDigest reference, ManifestRecord manifest, Condition condition, Deadline deadline) {
        return put(key(reference), manifests.write(manifest), condition, deadline);
    }

    @Override
    public Sent<String> putTag(Reference.ByTag tag, TagRecord record, Condition condition, Deadline deadline) {
        return put(key(tag), tags.write(record), condition, deadline);
    }

    private Sent<String> put(String key, byte[] json, Condition condition, Deadline deadline) {
        return writes.put(key, Optional.empty(), Content.of(json), condition, deadline);
    }

    private String key(Reference.ByDigest reference) {
        return settings.key(RelativeNames.manifest(reference));
    }

    private String key(Reference.ByTag tag) {
        return settings.key(RelativeNames.tag(tag));
    }
}
