package dev.entrepot.storage.s3;

import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.bucket.Condition;
import dev.entrepot.core.bucket.Content;
import dev.entrepot.core.bucket.Multipart;
import dev.entrepot.core.bucket.RequestKind;
import dev.entrepot.core.bucket.Sent;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.DigestAlgorithm;
import dev.entrepot.storage.disk.RelativeNames;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;

/**
 * Uploads in parts. S3 has no SHA-256 of an object that came in parts, only one of the parts' own: each part is sent with
 * its checksum, and the digest stands in the metadata.
 */
final class S3Multipart implements Multipart {

    private static final int BUFFER = 256 << 10;

    private final S3Settings settings;
    private final S3Writes writes;
    private final S3Calls calls;

    S3Multipart(S3Settings settings, S3Writes writes, S3Calls calls) {
        this.settings = settings;
        this.writes = writes;
        this.calls = calls;
    }

    @Override
    public Sent<Upload> begin(Digest digest, Deadline deadline) {
        CreateMultipartUploadRequest.Builder request = CreateMultipartUploadRequest.builder()
                .bucket(settings.bucket())
                .key(key(digest))
                .metadata(Map.of("entrepot-digest", digest.toString()));
        if (settings.storing().checksums()) {
            request.checksumAlgorithm(ChecksumAlgorithm.SHA256);
        }
        writes.describe(request);
        return calls.tell(
                RequestKind.MULTIPART,
                deadline,
                () -> new Upload(
                        digest,
                        writes.client().createMultipartUpload(request.build()).uploadId()));
    }

    @Override
    public Sent<Part> send(Upload upload, int number, Content content, Deadline deadline) {
        Duration limit = deadline.left();
        Optional<String> checksum;
        try {
            checksum = settings.storing().checksums() ? Optional.of(checksum(content)) : Optional.empty();
        } catch (IOException e) {
            return new Sent.Transient<>("it cannot be read: " + e, Optional.empty());
        }
        UploadPartRequest.Builder request = UploadPartRequest.builder()
                .bucket(settings.bucket())
                .key(key(upload.digest()))
                .uploadId(upload.id())
                .partNumber(number)
                .contentLength(content.length());
        checksum.ifPresent(request::checksumSHA256);
        // The network has all its time: how long the disk took to give the bytes for the checksum is no fault of it.
        return calls.tell(
                RequestKind.MULTIPART,
                Deadline.after(limit, deadline.nanoTime()),
                () -> {
                    String etag = writes.client()
                            .uploadPart(request.build(), S3Writes.body(content))
                            .eTag();
                    return new Part(number, etag, checksum.orElse(""));
                },
                failure -> failure.status() == 404 ? new Sent.Overtaken<>() : failure.sent());
    }

    private static String checksum(Content content) throws IOException {
        MessageDigest hash = DigestAlgorithm.SHA256.newMessageDigest();
        byte[] buffer = new byte[BUFFER];
        try (InputStream bytes = content.peek()) {
            for (int read = bytes.read(buffer); read >= 0; read = bytes.read(buffer)) {
                hash.update(buffer, 0, read);
            }
        }
        return S3Writes.base64(hash.digest());
    }

    @Override
    public Sent<String> complete(Upload upload, List<Part> parts, Condition condition, Deadline deadline) {
        List<CompletedPart> completed =
                parts.stream().map(S3Multipart::completed).toList();
        return writes.conditionally(key(upload.digest()), condition, deadline, held -> {
            CompleteMultipartUploadRequest.Builder request = CompleteMultipartUploadRequest.builder()
                    .bucket(settings.bucket())
                    .key(key(upload.digest()))
                    .uploadId(upload.id())
                    .multipartUpload(all -> all.parts(completed));
            held.ifPresent(one -> S3Writes.apply(one, () -> request.ifNoneMatch("*"), request::ifMatch));
            return calls.tell(
                    RequestKind.MULTIPART,
                    deadline,
                    () -> writes.client()
                            .completeMultipartUpload(request.build())
                            .eTag(),
                    failure -> failure.isWithoutAnswer() ? failure.perhapsDone() : failure.sent());
        });
    }

    private static CompletedPart completed(Part part) {
        CompletedPart.Builder completed =
                CompletedPart.builder().partNumber(part.number()).eTag(part.etag());
        return part.checksum().isEmpty()
                ? completed.build()
                : completed.checksumSHA256(part.checksum()).build();
    }

    @Override
    public Sent<Boolean> abort(Upload upload, Deadline deadline) {
        Sent<Boolean> aborted = calls.tell(RequestKind.ABORT, deadline, () -> {
            writes.client()
                    .abortMultipartUpload(request -> request.bucket(settings.bucket())
                            .key(key(upload.digest()))
                            .uploadId(upload.id()));
            return true;
        });
        return aborted instanceof Sent.Overtaken<Boolean> ? Sent.done(true) : aborted;
    }

    @Override
    public Sent<List<Upload>> unfinished(Digest digest, Deadline deadline) {
        String key = key(digest);
        return calls.tell(
                RequestKind.LIST,
                deadline,
                () -> writes
                        .client()
                        .listMultipartUploads(
                                request -> request.bucket(settings.bucket()).prefix(key))
                        .uploads()
                        .stream()
                        .filter(upload -> upload.key().equals(key))
                        .map(upload -> new Upload(digest, upload.uploadId()))
                        .toList());
    }

    private String key(Digest digest) {
        return settings.key(RelativeNames.blob(digest));
    }
}
