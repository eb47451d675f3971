package dev.entrepot.proxy.app;

import dev.entrepot.core.blob.RemoteBlob;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A stream whose upstream hears when it is closed. */
final class LeavingBlob implements RemoteBlob {

    private final RemoteBlob stream;
    private final SharedUpstream<?> upstream;
    private final AtomicBoolean isClosed = new AtomicBoolean();

    /** @param upstream entered, and left with {@link #close} */
    LeavingBlob(RemoteBlob stream, SharedUpstream<?> upstream) {
        this.stream = stream;
        this.upstream = upstream;
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
        return stream.next();
    }

    @Override
    public boolean hasNextReady() {
        return stream.hasNextReady();
    }

    @Override
    public void close() {
        if (isClosed.compareAndSet(false, true)) {
            try {
                stream.close();
            } finally {
                upstream.leave();
            }
        }
    }

    @Override
    public String toString() {
        return stream.toString();
    }
}
