package dev.entrepot.proxy.app;

import dev.entrepot.core.blob.RelayedBlob;
import dev.entrepot.core.blob.RemoteBlob;
import java.util.concurrent.atomic.AtomicBoolean;

/** A stream whose upstream hears when it is closed. */
final class LeavingBlob extends RelayedBlob {

    private final SharedUpstream<?> upstream;
    private final AtomicBoolean isClosed = new AtomicBoolean();

    /** @param upstream entered, and left with {@link #close} */
    LeavingBlob(RemoteBlob stream, SharedUpstream<?> upstream) {
        super(stream);
        this.upstream = upstream;
    }

    @Override
    public void close() {
        if (isClosed.compareAndSet(false, true)) {
            try {
                super.close();
            } finally {
                upstream.leave();
            }
        }
    }
}
