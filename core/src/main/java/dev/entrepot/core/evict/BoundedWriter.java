package dev.entrepot.core.evict;

import dev.entrepot.core.blob.BlobWriter;
import dev.entrepot.core.blob.RelayedWriter;
import dev.entrepot.core.oci.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Holds room for a blob until it is held or given up. */
final class BoundedWriter extends RelayedWriter {

    private final BoundedStore store;
    private final BlobWriter writer;
    private final Digest digest;
    private final Reservation reservation;

    BoundedWriter(BoundedStore store, BlobWriter writer, Digest digest, Reservation reservation) {
        super(writer);
        this.store = store;
        this.writer = writer;
        this.digest = digest;
        this.reservation = reservation;
    }

    @Override
    public void append(ByteBuffer chunk) throws IOException {
        super.append(chunk);
        reservation.written(written());
    }

    @Override
    public void commit() throws IOException {
        store.commit(digest, writer, reservation);
    }

    @Override
    public void abort(Throwable cause) {
        super.abort(cause);
        store.aborted(digest, reservation);
    }
}
