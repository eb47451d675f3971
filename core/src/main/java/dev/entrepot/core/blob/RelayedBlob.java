package dev.entrepot.core.blob;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A stream that is another one, but for what a subclass adds. Owns it. */
public abstract class RelayedBlob implements RemoteBlob {

    private final RemoteBlob stream;

    /** @param stream owned from here on */
    protected RelayedBlob(RemoteBlob stream) {
        this.stream = stream;
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
    public Dependency origin() {
        return stream.origin();
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
        stream.close();
    }

    @Override
    public String toString() {
        return stream.toString();
    }
}
