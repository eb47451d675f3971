package dev.entrepot.proxy.upstream;

import dev.entrepot.core.blob.RemoteBlob;
import dev.entrepot.core.oci.ByteRange;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Repository;
import dev.entrepot.proxy.upstream.UpstreamObserver.Operation;
import dev.entrepot.proxy.upstream.http.UpstreamRequest;
import java.io.IOException;
import java.net.URI;

/**
 * Some bytes of a blob. One of 0-0 is a probe: it asks whether the blob is there, how long it is, and whether we may have
 * it, for a byte.
 */
final class BlobSlice extends BlobCall {

    private static final ByteRange PROBE = new ByteRange(0, 0);

    private final ByteRange asked;

    BlobSlice(Repository repository, Digest digest, ByteRange asked) {
        super(repository, digest);
        this.asked = asked;
    }

    @Override
    public Operation operation() {
        return asked.equals(PROBE) ? Operation.BLOB_PROBE : Operation.BLOB_RANGE;
    }

    @Override
    public UpstreamRequest request(URI base) {
        return super.request(base).with("Range", "bytes=" + asked);
    }

    @Override
    public boolean reads(int status) {
        return status == 206 || (status == 200 && asked.first() == 0) || status == 416;
    }

    @Override
    RemoteBlob stream(Answer answer) throws IOException {
        return switch (answer.status()) {
            case 206 -> slice(answer);
            case 200 -> prefix(answer);
            default -> beyondEnd(answer);
        };
    }

    private RemoteBlob slice(Answer answer) throws IOException {
        ContentRange part = partOf(answer);
        ByteRange got = part.range().orElseThrow(() -> answer.contradiction("206 with an unsatisfied range"));
        boolean isToTheEnd = got.last() < asked.last() && got.last() == part.total() - 1;
        if (got.first() != asked.first() || (got.last() != asked.last() && !isToTheEnd)) {
            throw answer.contradiction("asked for " + asked + ", got " + got + "/" + part.total());
        }
        checkLength(answer, got);
        return new StreamedBlob(answer, got.first(), part.total(), got.length());
    }

    /** The range was ignored: what was asked for comes first, and the rest is cut off. */
    private RemoteBlob prefix(Answer answer) {
        long size = answer.response().contentLength();
        long wanted = size < 0 ? asked.length() : Math.min(size, asked.length());
        return new StreamedBlob(answer, 0, size, wanted);
    }

    /** Not even its first byte is there: the blob ends before it, if the answer says so. */
    private RemoteBlob beyondEnd(Answer answer) throws IOException {
        ContentRange none = partOf(answer);
        if (none.range().isPresent() || none.total() < 0 || none.total() > asked.first()) {
            throw answer.contradiction("416 for " + asked + " of " + none.total());
        }
        return new StreamedBlob(answer, asked.first(), none.total(), 0);
    }

    static void checkLength(Answer answer, ByteRange range) throws IOException {
        long length = answer.response().contentLength();
        if (length >= 0 && length != range.length()) {
            throw answer.contradiction("206 of " + length + " bytes for " + range);
        }
    }
}
