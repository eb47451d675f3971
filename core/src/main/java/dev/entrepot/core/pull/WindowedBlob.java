package dev.entrepot.core.pull;

import dev.entrepot.core.blob.BlobStore;
import dev.entrepot.core.blob.CorruptBlobException;
import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.blob.LocalBlob;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.blob.RelayedBlob;
import dev.entrepot.core.blob.RemoteBlob;
import dev.entrepot.core.oci.ByteRange;
import dev.entrepot.core.oci.Digest;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A range read in windows, one after the other, until it ends or the fill has caught up; from there on it is read from
 * the file. Windows are opened only as the client takes bytes, so one that leaves early costs one window.
 */
final class WindowedBlob extends RelayedBlob {

    private static final Duration OPENING_LIMIT = Duration.ofSeconds(20);
    private static final int FILE_CHUNK = 128 << 10;

    /**
     * Which blob, and where the rest of it is had.
     *
     * @param download that is filling it meanwhile, if one is
     */
    record Origin(Windows windows, BlobStore store, BlobRequest request, Optional<Download> download) {

        Digest digest() {
            return request.digest();
        }
    }

    private final Origin origin;
    private final ByteRange range;
    private RemoteBlob window;
    private @Nullable LocalBlob file;
    private long windowStart;
    private long position;

    /** @param first the opened beginning of {@code range}; owned from here on */
    WindowedBlob(Origin origin, ByteRange range, RemoteBlob first) {
        super(first);
        this.origin = origin;
        this.range = range;
        this.window = first;
        this.windowStart = range.first();
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
        if (position == windowStart) {
            throw new IOException("a window at " + position + " of " + origin.digest() + " brought nothing");
        }
        Optional<LocalBlob> caughtUp = caughtUp();
        window.close();
        if (caughtUp.isPresent()) {
            file = caughtUp.get();
        } else {
            window = nextWindow();
            windowStart = position;
        }
    }

    /** The file, when the fill has passed the position; it may have ended meanwhile, and its leases with it. */
    private Optional<LocalBlob> caughtUp() throws IOException {
        if (origin.download().isEmpty()) {
            return Optional.empty();
        }
        Download download = origin.download().get();
        Progress progress = download.progress();
        if (progress instanceof Progress.Failed failed) {
            if (failed.cause() instanceof CorruptBlobException) {
                throw new IOException("the source has something else for " + origin.digest(), failed.cause());
            }
            return Optional.empty();
        }
        if (progress.available() <= position) {
            return Optional.empty();
        }
        Optional<LocalBlob> lease = download.lease();
        return lease.isEmpty() && origin.store().find(origin.digest()) instanceof Lookup.Found<LocalBlob> held
                ? Optional.of(held.value())
                : lease;
    }

    private RemoteBlob nextWindow() throws IOException {
        BlobRequest request = origin.request();
        Lookup<RemoteBlob> next = origin.windows()
                .open(
                        request.repository(),
                        request.digest(),
                        new ByteRange(position, range.last()),
                        Deadline.after(OPENING_LIMIT));
        if (next instanceof Lookup.Found<RemoteBlob> opened) {
            return opened.value();
        }
        throw new IOException("no further window at " + position + " of " + origin.digest() + ": " + next);
    }

    /** Waits where the fill is no further: it is right here, and asking the source as well would be asking twice. */
    private ByteBuffer fromFile(LocalBlob growing) throws IOException {
        long available = Math.min(awaitMore(), range.last() + 1);
        ByteBuffer chunk = ByteBuffer.allocate((int) Math.min(available - position, FILE_CHUNK));
        while (chunk.hasRemaining()) {
            if (growing.channel().read(chunk, position + chunk.position()) < 0) {
                throw new IOException("the growing file is shorter than published");
            }
        }
        return chunk.flip();
    }

    private long awaitMore() throws IOException {
        try {
            Progress progress = origin.download()
                    .orElseThrow()
                    .beyond(position)
                    .toCompletableFuture()
                    .get();
            if (progress.available() > position) {
                return progress.available();
            }
            throw new IOException("the fill of " + origin.digest() + " ended at " + position + ": " + progress);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for the fill of " + origin.digest());
        } catch (ExecutionException e) {
            throw new IllegalStateException("waiting for more never fails", e);
        }
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
        return file == null
                ? window.hasNextReady()
                : origin.download().orElseThrow().progress().available() > position;
    }

    @Override
    public void close() {
        closeFile();
        window.close();
        super.close();
    }
}
