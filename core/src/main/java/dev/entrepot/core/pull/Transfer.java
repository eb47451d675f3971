package dev.entrepot.core.pull;

import dev.entrepot.core.blob.BlobWriter;
import dev.entrepot.core.blob.CorruptBlobException;
import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.blob.RemoteBlob;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Moves bytes from an open stream to the file, and says how far it got. */
final class Transfer {

    private final BlobWriter writer;
    private final long size;
    private final Download download;

    Transfer(BlobWriter writer, long size, Download download) {
        this.writer = writer;
        this.size = size;
        this.download = download;
    }

    /**
     * What the bucket has may be wrong, and then comes again from the upstream: a blob of so few bytes that nobody minds
     * waiting for them is shown when it is verified, so that its readers never see the wrong ones.
     */
    static final long SHOWN_WHEN_VERIFIED = 8 << 20;

    /**
     * Copies to the end of the blob.
     *
     * @return null when every byte is written; else why the source stopped, which can be taken up again
     * @throws IOException when the disk refuses, or the source sends what cannot be right
     */
    @Nullable
    IOException copy(RemoteBlob remote) throws IOException {
        boolean isShown = remote.origin() != Dependency.BUCKET || size > SHOWN_WHEN_VERIFIED;
        long position = remote.offset();
        long published = writer.written();
        while (writer.written() < size) {
            ByteBuffer chunk;
            try {
                chunk = remote.next();
            } catch (CorruptBlobException e) {
                throw e;
            } catch (IOException e) {
                show(isShown);
                return e;
            }
            if (chunk == null) {
                show(isShown);
                return new IOException("the body ended at " + writer.written() + " of " + size + " bytes");
            }
            position += chunk.remaining();
            append(chunk, position);
            if (writer.written() - published >= Fill.PUBLISH_EVERY_BYTES || !remote.hasNextReady()) {
                published = writer.written();
                show(isShown);
            }
        }
        return null;
    }

    private void show(boolean isShown) {
        if (isShown) {
            download.grown(writer.written());
        }
    }

    /**
     * A source that ignores the range starts again at zero: what readers may have seen already has to come again, byte
     * for byte, or neither can be trusted.
     */
    private void append(ByteBuffer chunk, long end) throws IOException {
        long start = end - chunk.remaining();
        long known = Math.min(writer.written() - start, chunk.remaining());
        if (known > 0) {
            ByteBuffer again = chunk.slice(chunk.position(), (int) known);
            if (!writer.sameAs(start, again)) {
                throw new CorruptBlobException("the upstream sent other bytes the second time");
            }
            chunk.position(chunk.position() + (int) known);
        }
        if (end > size) {
            throw new CorruptBlobException("more than the " + size + " bytes announced");
        }
        if (chunk.hasRemaining()) {
            writer.append(chunk);
        }
    }
}
