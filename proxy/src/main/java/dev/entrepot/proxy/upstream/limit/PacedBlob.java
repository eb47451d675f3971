package dev.entrepot.proxy.upstream.limit;

import dev.entrepot.core.blob.RemoteBlob;
import dev.entrepot.proxy.upstream.http.UpstreamException;
import dev.entrepot.proxy.upstream.http.UpstreamException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A body that shares a pace with all others of its upstream. While it waits, nothing more is asked of the connection. */
public final class PacedBlob implements RemoteBlob {

    private final RemoteBlob blob;
    private final FairPace pace;

    /** @param blob taken over */
    public PacedBlob(RemoteBlob blob, FairPace pace) {
        this.blob = blob;
        this.pace = pace;
    }

    @Override
    public long size() {
        return blob.size();
    }

    @Override
    public long offset() {
        return blob.offset();
    }

    @Override
    public boolean isPublic() {
        return blob.isPublic();
    }

    @Override
    public Optional<String> validator() {
        return blob.validator();
    }

    @Override
    public @Nullable ByteBuffer next() throws IOException {
        ByteBuffer bytes = blob.next();
        if (bytes != null) {
            try {
                pace.take(bytes.remaining());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new UpstreamException(Kind.INTERRUPTED, blob + ": interrupted", e);
            }
        }
        return bytes;
    }

    @Override
    public boolean hasNextReady() {
        return blob.hasNextReady() && pace.isFree();
    }

    @Override
    public void close() {
        blob.close();
    }

    @Override
    public String toString() {
        return blob.toString();
    }
}
