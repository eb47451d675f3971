package dev.entrepot.testkit.blob;

import dev.entrepot.core.blob.BlobWriter;
import dev.entrepot.core.blob.CorruptBlobException;
import dev.entrepot.core.blob.Intent;
import dev.entrepot.core.blob.LocalBlob;
import dev.entrepot.core.blob.Partial;
import dev.entrepot.core.oci.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** The writer of a {@link TempFileBlobStore}. */
final class TempFileWriter implements BlobWriter {

    private final TempFileBlobStore store;
    private final Intent intent;
    private final Path path;
    private final SharedFile file;
    private final LocalBlob own;
    private final MessageDigest hash;
    private long hashed;
    private long written;
    private boolean verified;

    TempFileWriter(TempFileBlobStore store, Partial from, Path path, AtomicInteger openFiles) throws IOException {
        this.store = store;
        this.intent = from.intent();
        this.path = path;
        EnumSet<StandardOpenOption> how = EnumSet.of(StandardOpenOption.READ, StandardOpenOption.WRITE);
        if (from.offset() == 0) {
            Files.deleteIfExists(path);
            how.add(StandardOpenOption.CREATE_NEW);
        }
        this.file = SharedFile.openForWriting(path, how, openFiles);
        this.own = file.lease(intent.size(), null);
        this.hash = intent.digest().algorithm().newMessageDigest();
        this.written = from.offset();
        own.channel().truncate(written);
    }

    @Override
    public long written() {
        return written;
    }

    @Override
    public void append(ByteBuffer chunk) throws IOException {
        store.throwIfFailing(TempFileBlobStore.Operation.APPEND);
        if (hashed == written) {
            hash.update(chunk.duplicate());
            hashed += chunk.remaining();
        }
        while (chunk.hasRemaining()) {
            written += own.channel().write(chunk, written);
        }
    }

    @Override
    public void rehash() throws IOException {
        hash.update(file.read(hashed, Math.toIntExact(written - hashed)));
        hashed = written;
    }

    @Override
    public void cutBack(long length) {
        written = length;
        hashed = 0;
        hash.reset();
    }

    @Override
    public boolean sameAs(long offset, ByteBuffer bytes) throws IOException {
        return file.read(offset, bytes.remaining()).equals(bytes);
    }

    @Override
    public void verify() throws IOException {
        if (intent.size() != Intent.SIZE_UNKNOWN && written != intent.size()) {
            throw new CorruptBlobException(
                    intent.digest() + " has " + intent.size() + " bytes, but " + written + " came");
        }
        if (hashed != written) {
            throw new IllegalStateException("rehash() comes before verify()");
        }
        Digest actual = new Digest(
                intent.digest().algorithm(), HexFormat.of().formatHex(copy(hash).digest()));
        if (!actual.equals(intent.digest())) {
            throw new CorruptBlobException(intent.digest() + " was expected, but the bytes are " + actual);
        }
        verified = true;
    }

    private static MessageDigest copy(MessageDigest hash) {
        try {
            return (MessageDigest) hash.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the JDK's SHA-2 can be cloned", e);
        }
    }

    @Override
    public void commit() throws IOException {
        if (!verified) {
            throw new IllegalStateException("verify() comes before commit()");
        }
        store.throwIfFailing(TempFileBlobStore.Operation.COMMIT);
        store.move(path, intent.digest());
        own.close();
    }

    @Override
    public void abort(Throwable cause) {
        try {
            long offset = intent.size() == Intent.SIZE_UNKNOWN ? written : Math.min(written, intent.size() - 1);
            if (cause instanceof CorruptBlobException || offset < 1) {
                Files.deleteIfExists(path);
            } else {
                store.keep(new Partial(intent, offset));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the temporary folder of a test fails", e);
        } finally {
            own.close();
        }
    }

    @Override
    public void forgetIntent() {
        // Nothing of it outlives commit here.
    }

    @Override
    public Optional<LocalBlob> lease() {
        return file.tryLease(intent.size());
    }
}
