package dev.entrepot.core.pull;

import dev.entrepot.core.blob.RelayedBlob;
import dev.entrepot.core.blob.RemoteBlob;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A stream whose first bytes are in hand. No client is told "here it comes" before: containerd goes to its next host on a
 * status, but is married to a body once it has one (protocol.md, rule 1).
 */
final class BegunBlob extends RelayedBlob {

    private @Nullable ByteBuffer first;

    /**
     * Blocks until the first bytes are here.
     *
     * @param stream of at least one byte; still the caller's when this throws
     * @throws IOException when it brings nothing
     */
    BegunBlob(RemoteBlob stream) throws IOException {
        super(stream);
        first = stream.next();
        if (first == null) {
            throw new IOException("the body ended before its first byte");
        }
    }

    @Override
    public @Nullable ByteBuffer next() throws IOException {
        ByteBuffer begun = first;
        first = null;
        return begun == null ? super.next() : begun;
    }

    @Override
    public boolean hasNextReady() {
        return first != null || super.hasNextReady();
    }
}
