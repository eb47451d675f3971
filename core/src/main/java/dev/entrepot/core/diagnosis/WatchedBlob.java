package dev.entrepot.core.diagnosis;

import dev.entrepot.core.blob.RelayedBlob;
import dev.entrepot.core.blob.RemoteBlob;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A body of which it is told how it ended: all of it came, it broke off, or whoever read it had enough. */
public final class WatchedBlob extends RelayedBlob {

    private final Passage passage;
    private long missing;
    private boolean hasEnded;

    /** @param blob owned from here on */
    public WatchedBlob(RemoteBlob blob, Passage passage) {
        super(blob);
        this.passage = passage;
        this.missing = blob.size() < 0 ? Long.MAX_VALUE : blob.size() - blob.offset();
    }

    @Override
    public @Nullable ByteBuffer next() throws IOException {
        try {
            ByteBuffer bytes = super.next();
            missing -= bytes == null ? 0 : bytes.remaining();
            if (bytes == null || missing <= 0) {
                ended(passage::well);
            }
            return bytes;
        } catch (IOException e) {
            ended(() -> passage.failed(e.getClass().getSimpleName()));
            throw e;
        }
    }

    @Override
    public void close() {
        ended(passage::left);
        super.close();
    }

    private void ended(Runnable how) {
        if (!hasEnded) {
            hasEnded = true;
            how.run();
        }
    }
}
