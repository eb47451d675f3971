package dev.entrepot.storage.disk;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import dev.entrepot.core.blob.CorruptBlobException;
import dev.entrepot.core.blob.LocalBlob;
import dev.entrepot.core.oci.Digest;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files that were used last, kept open, so that a hit costs one look into a concurrent map.
 *
 * <p><b>Bounds.</b> Both the number of files and the bytes in memory are bounded by one weight: each file weighs the same
 * share of the memory, plus what it holds in memory itself. The bounds are of the cache: a leased file stays open after
 * it was dropped.
 *
 * <p><b>References.</b> The cache owns one reference on every file in it and gives it up in the removal listener, which
 * Caffeine calls exactly once per entry, whatever removed it. A file that was taken from the map may be closed before it
 * is leased; {@link OpenFile#lease} then says so, and the file is opened again.
 *
 * <p><b>Deletion.</b> {@link #drop} comes after the unlink. A concurrent {@link #find} either fails to open the file, or
 * has opened it before and is waited for by the removal (both lock the map's bin); so no deleted file stays in the map.
 */
final class OpenFiles {

    private static final Logger LOG = LoggerFactory.getLogger(OpenFiles.class);
    private static final int MAX_IN_MEMORY = 64 << 10;

    private final DiskFiles files;
    private final DiskLayout layout;
    private final BlobLedger ledger;
    private final Executor executor;
    private final Cache<Digest, OpenFile> open;

    OpenFiles(DataFolder data, DiskSettings settings, BlobLedger ledger, Executor executor) {
        this.files = data.files();
        this.layout = data.layout();
        this.ledger = ledger;
        this.executor = executor;
        int share = (int) Math.min(Integer.MAX_VALUE >> 1, settings.maxBytesInMemory() / settings.maxOpenFiles());
        this.open = Caffeine.newBuilder()
                .executor(executor)
                .maximumWeight((long) share * settings.maxOpenFiles())
                .weigher((Digest digest, OpenFile file) -> share + file.bytesInMemory())
                .removalListener(OpenFiles::removed)
                .build();
    }

    private static void removed(@Nullable Digest digest, @Nullable OpenFile file, RemovalCause cause) {
        if (file != null) {
            file.release();
        }
    }

    Optional<LocalBlob> ready(Digest digest) {
        OpenFile file = open.getIfPresent(digest);
        return file == null || !file.isUsable() || file.damage().isPresent() ? Optional.empty() : file.lease();
    }

    /**
     * @throws java.nio.file.NoSuchFileException when the blob is not held
     * @throws CorruptBlobException when the file is not what it should be, as far as a glance tells
     */
    LocalBlob find(Digest digest) throws IOException {
        while (true) {
            Loader loader = new Loader();
            OpenFile file = loader.fileOf(digest);
            if (loader.lease != null) {
                return loader.lease;
            }
            if (!file.isUsable()) {
                open.asMap().remove(digest, file);
                continue;
            }
            Optional<String> damage = file.damage();
            if (damage.isPresent()) {
                throw new CorruptBlobException(layout.blob(digest) + ": " + damage.get());
            }
            Optional<LocalBlob> lease = file.lease();
            if (lease.isPresent()) {
                return lease.get();
            }
        }
    }

    /** Takes over the caller's reference on a whole file, so that the next hit finds it open. */
    void adopt(Digest digest, OpenFile file) {
        open.put(digest, file);
    }

    void drop(Digest digest) {
        open.invalidate(digest);
    }

    void dropAll() {
        open.invalidateAll();
        open.cleanUp();
    }

    /** Takes a lease while the file is being put into the cache, before anything can evict it again. */
    private final class Loader {

        private @Nullable LocalBlob lease;

        OpenFile fileOf(Digest digest) throws IOException {
            try {
                return open.get(digest, this::load);
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
        }

        private OpenFile load(Digest digest) {
            try {
                OpenFile file = open(digest);
                lease = file.lease().orElseThrow();
                return file;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private OpenFile open(Digest digest) throws IOException {
        Path path = layout.blob(digest);
        FileChannel channel = files.open(path, StandardOpenOption.READ);
        try {
            long size = channel.size();
            checkSize(digest, path, size);
            ByteBuffer content = checkedContentOf(digest, path, channel, size);
            OpenFile file = new OpenFile(channel, size, executor);
            file.complete(size, content);
            return file;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private void checkSize(Digest digest, Path path, long size) throws CorruptBlobException {
        long registered = ledger.size(digest);
        if (registered >= 0 && registered != size) {
            throw new CorruptBlobException(path + " has " + size + " bytes, not " + registered);
        }
        if (size == 0 && !digest.isOfNothing()) {
            throw new CorruptBlobException(path + " is empty");
        }
    }

    /** What is kept in memory is hashed on its way there: at most 64 KiB, once for each time the file is opened. */
    private @Nullable ByteBuffer checkedContentOf(Digest digest, Path path, FileChannel channel, long size)
            throws IOException {
        ByteBuffer content;
        try {
            content = contentOf(path, channel, size);
        } catch (ClosedChannelException e) {
            throw e;
        } catch (IOException e) {
            throw new CorruptBlobException(path + " cannot be read: " + e);
        }
        if (content != null && !Digest.of(digest.algorithm(), content).equals(digest)) {
            throw new CorruptBlobException(path + " has other bytes than its name says");
        }
        return content;
    }

    /** Null also where it cannot be read: then the file is served by its channel. */
    @Nullable
    ByteBuffer contentIfPossible(Path path, FileChannel channel, long size) {
        try {
            return contentOf(path, channel, size);
        } catch (IOException e) {
            LOG.debug("{} is not kept in memory", path, e);
            return null;
        }
    }

    /** Null where it is too large to be kept in memory. */
    private @Nullable ByteBuffer contentOf(Path path, FileChannel channel, long size) throws IOException {
        if (size > MAX_IN_MEMORY) {
            return null;
        }
        ByteBuffer content = ByteBuffer.allocate((int) size);
        while (content.hasRemaining()) {
            if (files.read(path, channel, content, content.position()) < 0) {
                throw new EOFException(path + " ends at " + content.position() + " of " + size + " bytes");
            }
        }
        return content.flip();
    }
}
