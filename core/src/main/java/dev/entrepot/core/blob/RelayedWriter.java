package dev.entrepot.core.blob;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** A writer that is another one, but for what a subclass adds. */
public abstract class RelayedWriter implements BlobWriter {

    private final BlobWriter writer;

    protected RelayedWriter(BlobWriter writer) {
        this.writer = writer;
    }

    @Override
    public long written() {
        return writer.written();
    }

    @Override
    public void append(ByteBuffer chunk) throws IOException {
        writer.append(chunk);
    }

    @Override
    public void rehash() throws IOException {
        writer.rehash();
    }

    @Override
    public void cutBack(long length) {
        writer.cutBack(length);
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
        writer.commit();
    }

    @Override
    public void abort(Throwable cause) {
        writer.abort(cause);
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
