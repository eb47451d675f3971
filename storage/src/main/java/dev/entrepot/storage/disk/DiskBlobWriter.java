package dev.entrepot.storage.disk;

import dev.entrepot.core.blob.BlobWriter;
import dev.entrepot.core.blob.CorruptBlobException;
import dev.entrepot.core.blob.Intent;
import dev.entrepot.core.blob.LocalBlob;
import dev.entrepot.core.blob.Partial;
import dev.entrepot.core.oci.Digest;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A partial file that grows and is then renamed into place. Readers share its channel, always with explicit positions.
 *
 * <p>Do not interrupt the thread that uses it: the JDK closes the channel then, for the readers as well.
 */
final class DiskBlobWriter implements BlobWriter {

    private static final Logger LOG = LoggerFactory.getLogger(DiskBlobWriter.class);
    private static final int LARGE_READ = 256 << 10;

    private final DiskBlobStore store;
    private final DiskFiles files;
    private final Ingest ingest;
    private final Intent intent;
    private final Path path;
    private final OpenFile file;
    private final MessageDigest hash;
    private final Checkpoint checkpoint;
    private long written;
    private long hashed;
    private boolean verified;
    private boolean ended;

    /** @param file owned by the writer from here on, and as long as {@code from.offset()} */
    DiskBlobWriter(DiskBlobStore store, DataFolder data, Partial from, OpenFile file) {
        this.store = store;
        this.files = data.files();
        this.ingest = data.ingest();
        this.intent = from.intent();
        this.path = data.layout().partial(intent.digest());
        this.file = file;
        this.hash = intent.digest().algorithm().newMessageDigest();
        this.checkpoint = store.checkpoint(new Forcing(), from.offset());
        this.written = from.offset();
    }

    @Override
    public long written() {
        return written;
    }

    @Override
    public void append(ByteBuffer chunk) throws IOException {
        ByteBuffer toHash = chunk.duplicate();
        boolean inStep = hashed == written;
        while (chunk.hasRemaining()) {
            written += files.write(path, file.channel(), chunk, written);
        }
        if (inStep) {
            hash.update(toHash);
            hashed = written;
        }
        checkpoint.wrote(written);
    }

    @Override
    public void rehash() throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(LARGE_READ, written - hashed));
        while (hashed < written) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), written - hashed));
            readFully(buffer, hashed);
            hashed += buffer.remaining();
            hash.update(buffer);
        }
    }

    /** A crash may bring back bytes that were forced before this: then the digest finds them out. */
    @Override
    public void cutBack(long length) {
        written = length;
        hashed = 0;
        hash.reset();
    }

    @Override
    public boolean sameAs(long offset, ByteBuffer bytes) throws IOException {
        ByteBuffer expected = bytes.duplicate();
        ByteBuffer buffer = ByteBuffer.allocate(Math.min(LARGE_READ, bytes.remaining()));
        for (long at = offset; expected.hasRemaining(); at += buffer.capacity()) {
            buffer.clear().limit(Math.min(buffer.capacity(), expected.remaining()));
            readFully(buffer, at);
            if (!buffer.equals(expected.slice(expected.position(), buffer.remaining()))) {
                return false;
            }
            expected.position(expected.position() + buffer.remaining());
        }
        return true;
    }

    /** Fills the buffer up to its limit and flips it. */
    private void readFully(ByteBuffer buffer, long offset) throws IOException {
        while (buffer.hasRemaining()) {
            if (files.read(path, file.channel(), buffer, offset + buffer.position()) < 0) {
                throw new EOFException(path + " ends before " + (offset + buffer.limit()));
            }
        }
        buffer.flip();
    }

    @Override
    public void verify() throws IOException {
        Digest digest = intent.digest();
        if (intent.size() != Intent.SIZE_UNKNOWN && written != intent.size()) {
            throw new CorruptBlobException(digest + " has " + intent.size() + " bytes, but " + written + " came");
        }
        if (verified) {
            return;
        }
        if (hashed != written) {
            throw new IllegalStateException("rehash() comes before verify()");
        }
        Digest actual = new Digest(digest.algorithm(), HexFormat.of().formatHex(hash.digest()));
        if (!actual.equals(digest)) {
            throw new CorruptBlobException(digest + " was expected, but the bytes are " + actual);
        }
        verified = true;
    }

    @Override
    public void commit() throws IOException {
        if (!verified || ended) {
            throw new IllegalStateException(ended ? "already ended" : "verify() comes before commit()");
        }
        checkpoint.forceAll();
        store.shelve(intent.digest(), path, file, written);
        ended = true;
        store.ended(intent.digest());
    }

    @Override
    public void abort(Throwable cause) {
        if (ended) {
            return;
        }
        ended = true;
        // An interrupt would close every channel that is touched from here on.
        boolean interrupted = Thread.interrupted();
        try {
            checkpoint.settle();
            if (cause instanceof CorruptBlobException || written == 0) {
                ingest.drop(intent.digest());
            } else if (files.exists(path)) {
                keep();
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("What has arrived of {} could not be put away", intent.digest(), e);
        } finally {
            store.ended(intent.digest());
            file.release();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void keep() throws IOException {
        try {
            checkpoint.forceAll();
            ingest.note(intent, written);
        } catch (IOException e) {
            LOG.debug("Only what was forced before is kept of {}", intent.digest(), e);
        }
        if (ingest.partial(intent.digest()).isEmpty()) {
            ingest.drop(intent.digest());
        }
    }

    @Override
    public void forgetIntent() {
        store.forgetIntent(intent.digest());
    }

    @Override
    public Optional<LocalBlob> lease() {
        return file.lease();
    }

    private final class Forcing implements Checkpoint.Steps {

        @Override
        public void force() throws IOException {
            if (file.isUsable()) {
                files.force(path, file.channel());
                return;
            }
            try (FileChannel again = files.open(path, StandardOpenOption.WRITE)) {
                files.force(path, again);
            }
        }

        @Override
        public void note(long offset) throws IOException {
            ingest.note(intent, offset);
        }
    }
}
