package dev.entrepot.core.evict;

import dev.entrepot.core.blob.BlobWriter;
import dev.entrepot.core.blob.LocalBlob;
import dev.entrepot.core.oci.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Holds room for a blob until it is held or given up. */
final class BoundedWriter implements BlobWriter {

    private final BoundedStore store;
    private final BlobWriter writer;
    private final Digest digest;
    private final Reservation reservation;

    BoundedWriter(BoundedStore store, BlobWriter writer, Digest digest, Reservation reservation) {
        this.store = store;
        this.writer = writer;
        this.digest = digest;
        this.reservation = reservation;
    }

    @Override
    public long written() {
        return writer.written();
    }

    @Override
    public void append(ByteBuffer chunk) throws IOException {
        writer.append(chunk);
        reservation.written(writer.written());
    }

    @Override
    public void rehash() throws IOException {
        writer.rehash();
    }

    @Override
    public boolean sameAs(long offset, ByteBuffer bytes) throws IOException {
        return writer.sameAs(offset, bytes);
    }

    @Override
    public void verify() throws IOException {
        writer.verify();
    }

    @Override
    public void commit() throws IOException {
        store.commit(digest, writer, reservation);
    }

    @Override
    public void abort(Throwable cause) {
        writer.abort(cause);
        store.aborted(digest, reservation);
    }

    @Override
    public void forgetIntent() {
        writer.forgetIntent();
    }

    @Override
    public Optional<LocalBlob> lease() {
        return writer.lease();
    }
}
