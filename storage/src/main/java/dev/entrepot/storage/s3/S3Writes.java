package dev.entrepot.storage.s3;

import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.bucket.BucketObject;
import dev.entrepot.core.bucket.Condition;
import dev.entrepot.core.bucket.Content;
import dev.entrepot.core.bucket.RequestKind;
import dev.entrepot.core.bucket.Sent;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.DigestAlgorithm;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/** Writes one object, under a condition as far as the store knows any, and asks about one. */
final class S3Writes {

    private static final String BINARY = "application/octet-stream";

    /** In an object's metadata: which attempt wrote it. */
    private static final String ATTEMPT = "entrepot-attempt";

    private final S3Settings settings;
    private final S3Clients clients;
    private final S3Calls calls;
    private volatile boolean knowsNoConditions;

    S3Writes(S3Settings settings, S3Clients clients, S3Calls calls) {
        this.settings = settings;
        this.clients = clients;
        this.calls = calls;
        this.knowsNoConditions = settings.storing().conditions() == S3Settings.Conditions.OFF;
    }

    Lookup<BucketObject> look(String key, Deadline deadline) {
        return switch (head(key, deadline)) {
            case Lookup.Found<HeadObjectResponse> found -> Lookup.found(object(found.value()));
            case Lookup.Absent<HeadObjectResponse> absent -> Lookup.absent();
            case Lookup.Unreachable<HeadObjectResponse> down -> Lookup.unreachable(down.dependency(), down.cause());
        };
    }

    private Lookup<HeadObjectResponse> head(String key, Deadline deadline) {
        return calls.ask(
                RequestKind.HEAD,
                deadline,
                () -> clients.reading()
                        .headObject(request -> request.bucket(settings.bucket()).key(key)));
    }

    private static BucketObject object(HeadObjectResponse head) {
        return new BucketObject(S3Object.lengthOf(head.contentLength()), head.eTag());
    }

    /** @param digest of the content, for the store to compare; empty for none */
    Sent<String> put(String key, Optional<Digest> digest, Content content, Condition condition, Deadline deadline) {
        return conditionally(key, condition, deadline, sent -> put(key, digest, content, sent, deadline));
    }

    /** One attempt to write with, or without, a condition. */
    interface Attempt {
        Sent<String> write(Optional<Condition> condition);
    }

    /**
     * Where the store knows no conditions it is asked first. Between question and write another may store the same bytes,
     * which does no harm: they are the same.
     */
    Sent<String> conditionally(String key, Condition condition, Deadline deadline, Attempt attempt) {
        if (!knowsNoConditions) {
            Sent<String> sent = attempt.write(Optional.of(condition));
            boolean isUnknown =
                    sent instanceof Sent.Permanent<String> lasting && lasting.problem() == Sent.Problem.UNSUPPORTED;
            if (!isUnknown || settings.storing().conditions() == S3Settings.Conditions.ON) {
                return sent;
            }
            knowsNoConditions = true;
        }
        return switch (look(key, deadline)) {
            case Lookup.Unreachable<BucketObject> down ->
                new Sent.Transient<>(String.valueOf(down.cause().getMessage()), Optional.empty());
            case Lookup.Found<BucketObject> there ->
                holds(condition, there.value()) ? attempt.write(Optional.empty()) : new Sent.Overtaken<>();
            case Lookup.Absent<BucketObject> absent ->
                condition instanceof Condition.Absent ? attempt.write(Optional.empty()) : new Sent.Overtaken<>();
        };
    }

    private static boolean holds(Condition condition, BucketObject there) {
        return condition instanceof Condition.Unchanged unchanged
                && unchanged.etag().equals(there.etag());
    }

    private Sent<String> put(
            String key, Optional<Digest> digest, Content content, Optional<Condition> condition, Deadline deadline) {
        SentBody body = new SentBody(content);
        String attempt = UUID.randomUUID().toString();
        PutObjectRequest.Builder request = request(key, content.length()).metadata(Map.of(ATTEMPT, attempt));
        condition.ifPresent(held -> apply(held, () -> request.ifNoneMatch("*"), request::ifMatch));
        digest.flatMap(this::checksum).ifPresent(request::checksumSHA256);
        return calls.tell(
                RequestKind.PUT,
                deadline,
                () -> clients.writing().putObject(request.build(), body(body)).eTag(),
                failure -> failure.isWithoutAnswer()
                        ? unanswered(key, new Unanswered(failure, attempt, body.isWhole()), condition, deadline)
                        : isGone(failure, condition) ? new Sent.Overtaken<>() : failure.sent());
    }

    /** @param isWhole whether all of the body was sent */
    private record Unanswered(S3Failure failure, String attempt, boolean isWhole) {

        Sent<String> unknown() {
            return isWhole ? failure.perhapsDone() : failure.sent();
        }
    }

    /**
     * A store that refuses while the body is still coming closes the connection, and what it said is lost; so is the answer to
     * a write that was done. Asked only then: what bears the name of this attempt was written by it.
     */
    private Sent<String> unanswered(String key, Unanswered write, Optional<Condition> condition, Deadline deadline) {
        if (condition.isEmpty()) {
            return write.unknown();
        }
        return switch (head(key, deadline)) {
            case Lookup.Found<HeadObjectResponse> there -> found(condition.get(), there.value(), write);
            case Lookup.Absent<HeadObjectResponse> none ->
                isReplacing(condition)
                        ? new Sent.Overtaken<>()
                        : write.failure().sent();
            case Lookup.Unreachable<HeadObjectResponse> down -> write.unknown();
        };
    }

    private static Sent<String> found(Condition condition, HeadObjectResponse there, Unanswered write) {
        if (write.attempt().equals(there.metadata().get(ATTEMPT))) {
            return Sent.done(there.eTag());
        }
        return holds(condition, object(there)) ? write.failure().sent() : new Sent.Overtaken<>();
    }

    private PutObjectRequest.Builder request(String key, long length) {
        PutObjectRequest.Builder request = PutObjectRequest.builder()
                .bucket(settings.bucket())
                .key(key)
                .contentType(BINARY)
                .contentLength(length);
        settings.storing().storageClass().ifPresent(request::storageClass);
        settings.storing()
                .encryption()
                .ifPresent(encryption -> request.serverSideEncryption(kind(encryption))
                        .ssekmsKeyId(encryption.key().orElse(null)));
        return request;
    }

    /** What is to be replaced and is gone is answered by 404, as a bucket that is gone: whoever looks again is told which. */
    private static boolean isGone(S3Failure failure, Optional<Condition> condition) {
        return failure.isMissingKey() && isReplacing(condition);
    }

    private static boolean isReplacing(Optional<Condition> condition) {
        return condition.filter(Condition.Unchanged.class::isInstance).isPresent();
    }

    static void apply(Condition condition, Runnable absent, Consumer<String> unchanged) {
        switch (condition) {
            case Condition.Absent none -> absent.run();
            case Condition.Unchanged same -> unchanged.accept(same.etag());
        }
    }

    /** What is said of an object when an upload in parts begins. */
    void describe(CreateMultipartUploadRequest.Builder request) {
        request.contentType(BINARY);
        settings.storing().storageClass().ifPresent(request::storageClass);
        settings.storing()
                .encryption()
                .ifPresent(encryption -> request.serverSideEncryption(kind(encryption))
                        .ssekmsKeyId(encryption.key().orElse(null)));
    }

    private static ServerSideEncryption kind(S3Settings.Encryption encryption) {
        return encryption.kms() ? ServerSideEncryption.AWS_KMS : ServerSideEncryption.AES256;
    }

    /** Stores know SHA-256; a digest of another kind is compared by whoever reads. */
    private Optional<String> checksum(Digest digest) {
        return settings.storing().checksums() && digest.algorithm() == DigestAlgorithm.SHA256
                ? Optional.of(base64(HexFormat.of().parseHex(digest.hex())))
                : Optional.empty();
    }

    static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    static RequestBody body(Content content) {
        return RequestBody.fromContentProvider(() -> opened(content), content.length(), BINARY);
    }

    private static InputStream opened(Content content) {
        try {
            return content.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    S3Client client() {
        return clients.writing();
    }
}
