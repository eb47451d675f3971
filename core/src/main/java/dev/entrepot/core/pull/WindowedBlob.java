package dev.entrepot.core.pull;

import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.blob.LocalBlob;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.blob.RemoteBlob;
import dev.entrepot.core.oci.ByteRange;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Repository;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A range read in windows, one after the other, until it ends or the fill has caught up; from there on it is read from
 * the file. Windows are opened only as the client takes bytes, so one that leaves early costs one window.
 */
final class WindowedBlob extends RelayedBlob {

    private static final Duration OPENING_LIMIT = Duration.ofSeconds(20);
    private static final int FILE_CHUNK = 128 << 10;

    /** Which blob, and where the rest of it is had. */
    record Origin(Windows windows, Repository repository, Digest digest, Optional<Download> download) {}

    private final Origin origin;
    private final ByteRange range;
    private RemoteBlob window;
    private @Nullable LocalBlob file;
    private long position;

    /** @param first the opened beginning of {@code range}; owned from here on */
    WindowedBlob(Origin origin, ByteRange range, RemoteBlob first) {
        super(first);
        this.origin = origin;
        this.range = range;
        this.window = first;
        this.position = range.first();
    }

    @Override
    public long offset() {
        return range.first();
    }

    @Override
    public @Nullable ByteBuffer next() throws IOException {
        while (position <= range.last()) {
            ByteBuffer chunk = file != null ? fromFile(file) : window.next();
            if (chunk != null) {
                position += chunk.remaining();
                return chunk;
            }
            goOn();
        }
        return null;
    }

    private void goOn() throws IOException {
        if (origin.download().isPresent() && origin.download().get().progress().available() > position) {
            Optional<LocalBlob> lease = origin.download().get().lease();
            if (lease.isPresent()) {
                window.close();
                closeFile();
                file = lease.get();
                return;
            }
        }
        closeFile();
        window.close();
        ByteRange rest = new ByteRange(position, range.last());
        Lookup<RemoteBlob> next =
                origin.windows().open(origin.repository(), origin.digest(), rest, Deadline.after(OPENING_LIMIT));
        if (next instanceof Lookup.Found<RemoteBlob> opened) {
            window = opened.value();
        } else {
            throw new IOException("no further window at " + position + " of " + origin.digest() + ": " + next);
        }
    }

    /** Null when the file has no more of it yet. */
    private @Nullable ByteBuffer fromFile(LocalBlob growing) throws IOException {
        long available = Math.min(origin.download().orElseThrow().progress().available(), range.last() + 1);
        int length = (int) Math.min(available - position, FILE_CHUNK);
        if (length <= 0) {
            return null;
        }
        ByteBuffer chunk = ByteBuffer.allocate(length);
        while (chunk.hasRemaining()) {
            if (growing.channel().read(chunk, position + chunk.position()) < 0) {
                throw new IOException("the growing file is shorter than published");
            }
        }
        return chunk.flip();
    }

    private void closeFile() {
        LocalBlob open = file;
        file = null;
        if (open != null) {
            open.close();
        }
    }

    @Override
    public boolean hasNextReady() {
        return file == null && window.hasNextReady();
    }

    @Override
    public void close() {
        closeFile();
        window.close();
        super.close();
    }
}
