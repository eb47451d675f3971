package dev.entrepot.proxy.metrics;

import dev.entrepot.core.blob.RemoteBlob;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Counts the bytes of one stream as they come. */
final class MeteredBlob implements RemoteBlob {

    private final RemoteBlob stream;
    private final UpstreamMeters meters;

    /** @param stream owned from here on */
    MeteredBlob(RemoteBlob stream, UpstreamMeters meters) {
        this.stream = stream;
        this.meters = meters;
    }

    @Override
    public long size() {
        return stream.size();
    }

    @Override
    public long offset() {
        return stream.offset();
    }

    @Override
    public boolean isPublic() {
        return stream.isPublic();
    }

    @Override
    public Optional<String> validator() {
        return stream.validator();
    }

    @Override
    public @Nullable ByteBuffer next() throws IOException {
        ByteBuffer bytes = stream.next();
        if (bytes != null) {
            meters.blobBytes(bytes.remaining());
        }
        return bytes;
    }

    @Override
    public boolean hasNextReady() {
        return stream.hasNextReady();
    }

    @Override
    public void close() {
        stream.close();
    }

    @Override
    public String toString() {
        return stream.toString();
    }
}
