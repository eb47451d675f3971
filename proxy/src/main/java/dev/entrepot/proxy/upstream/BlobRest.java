package dev.entrepot.proxy.upstream;

import dev.entrepot.core.blob.RemoteBlob;
import dev.entrepot.core.blob.Window;
import dev.entrepot.core.oci.ByteRange;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Repository;
import dev.entrepot.proxy.upstream.UpstreamObserver.Operation;
import dev.entrepot.proxy.upstream.http.UpstreamRequest;
import java.io.IOException;
import java.net.URI;

/** The rest of a blob from an offset on, to continue a broken transfer; or all of it, where ranges are not spoken. */
final class BlobRest extends BlobCall {

    private final Window.From window;

    BlobRest(Repository repository, Digest digest, Window.From window) {
        super(repository, digest);
        this.window = window;
    }

    @Override
    public Operation operation() {
        return Operation.BLOB;
    }

    @Override
    public UpstreamRequest request(URI base) {
        UpstreamRequest ranged = super.request(base).with("Range", "bytes=" + window.offset() + "-");
        return window.validator()
                .filter(validator -> !validator.startsWith("W/"))
                .map(validator -> ranged.with("If-Range", validator))
                .orElse(ranged);
    }

    @Override
    public boolean reads(int status) {
        return status == 200 || status == 206;
    }

    @Override
    RemoteBlob stream(Answer answer) throws IOException {
        return answer.status() == 200 ? whole(answer) : rest(answer);
    }

    private RemoteBlob rest(Answer answer) throws IOException {
        ContentRange part = partOf(answer);
        ByteRange range = part.range().orElseThrow(() -> answer.contradiction("206 with an unsatisfied range"));
        if (range.first() != window.offset() || range.last() != part.total() - 1) {
            throw answer.contradiction("asked from " + window.offset() + " on, got " + range + "/" + part.total());
        }
        BlobSlice.checkLength(answer, range);
        return new StreamedBlob(answer, range.first(), part.total(), range.length());
    }
}
