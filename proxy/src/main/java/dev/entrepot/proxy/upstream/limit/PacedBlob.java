package dev.entrepot.proxy.upstream.limit;

import dev.entrepot.core.blob.RelayedBlob;
import dev.entrepot.core.blob.RemoteBlob;
import dev.entrepot.proxy.upstream.http.UpstreamException;
import dev.entrepot.proxy.upstream.http.UpstreamException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A body that shares a pace with all others of its upstream. While it waits, nothing more is asked of the connection. */
public final class PacedBlob extends RelayedBlob {

    private final FairPace pace;

    /** @param blob taken over */
    public PacedBlob(RemoteBlob blob, FairPace pace) {
        super(blob);
        this.pace = pace;
    }

    @Override
    public @Nullable ByteBuffer next() throws IOException {
        ByteBuffer bytes = super.next();
        if (bytes != null) {
            try {
                pace.take(bytes.remaining());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new UpstreamException(Kind.INTERRUPTED, this + ": interrupted", e);
            }
        }
        return bytes;
    }

    @Override
    public boolean hasNextReady() {
        return super.hasNextReady() && pace.isFree();
    }
}
