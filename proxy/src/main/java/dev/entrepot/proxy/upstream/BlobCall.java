package dev.entrepot.proxy.upstream;

import dev.entrepot.core.blob.CorruptBlobException;
import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.blob.RemoteBlob;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Repository;
import dev.entrepot.proxy.upstream.http.UpstreamRequest;
import dev.entrepot.proxy.upstream.http.Uris;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.io.IOException;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /v2/<name>/blobs/<digest>}. Never HEAD: public.ecr.aws answers 401 to it whatever the token, and CDNs leave
 * {@code Content-Length} out.
 */
abstract class BlobCall implements RegistryCall<RemoteBlob> {

    private final Repository repository;
    private final Digest digest;

    BlobCall(Repository repository, Digest digest) {
        this.repository = repository;
        this.digest = digest;
    }

    @Override
    public final Repository repository() {
        return repository;
    }

    @Override
    public UpstreamRequest request(URI base) {
        return UpstreamRequest.get(URI.create(base + "/v2/" + repository.path() + "/blobs/" + digest));
    }

    @Override
    public final Lookup<RemoteBlob> read(Answer answer, Deadline deadline) throws IOException {
        refuseEncoding(answer);
        return Lookup.found(stream(answer));
    }

    /** Takes the answer over unless it throws. */
    abstract RemoteBlob stream(Answer answer) throws IOException;

    /** Whatever lies under an encoding nobody asked for, it is not the bytes the digest is of. */
    private static void refuseEncoding(Answer answer) throws CorruptBlobException {
        String encoding = answer.response().header(HttpHeaderNames.CONTENT_ENCODING);
        if (encoding != null && !encoding.isBlank() && !encoding.strip().equalsIgnoreCase("identity")) {
            throw new CorruptBlobException(Uris.withoutQuery(answer.response().uri()) + ": the blob came encoded as "
                    + encoding + " although identity was asked for");
        }
    }

    /** The whole blob, from its first byte. */
    static StreamedBlob whole(Answer answer) {
        return new StreamedBlob(answer, 0, answer.response().contentLength(), StreamedBlob.UNLIMITED);
    }

    /** What a 206 says it is. */
    static ContentRange partOf(Answer answer) throws IOException {
        @Nullable String header = answer.response().header(HttpHeaderNames.CONTENT_RANGE);
        return ContentRange.parse(header)
                .orElseThrow(() -> answer.contradiction("206 without a Content-Range that can be read: " + header));
    }
}
