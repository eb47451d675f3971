package dev.entrepot.proxy.metrics;

import dev.entrepot.core.blob.RelayedBlob;
import dev.entrepot.core.blob.RemoteBlob;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Counts the bytes of one stream as they come. */
final class MeteredBlob extends RelayedBlob {

    private final UpstreamMeters meters;

    MeteredBlob(RemoteBlob stream, UpstreamMeters meters) {
        super(stream);
        this.meters = meters;
    }

    @Override
    public @Nullable ByteBuffer next() throws IOException {
        ByteBuffer bytes = super.next();
        if (bytes != null) {
            meters.blobBytes(bytes.remaining());
        }
        return bytes;
    }
}
