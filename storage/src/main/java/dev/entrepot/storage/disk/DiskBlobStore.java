package dev.entrepot.storage.disk;

import dev.entrepot.core.blob.BlobStore;
import dev.entrepot.core.blob.BlobWriter;
import dev.entrepot.core.blob.CorruptBlobException;
import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.blob.Intent;
import dev.entrepot.core.blob.LocalBlob;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.blob.Pace;
import dev.entrepot.core.blob.Partial;
import dev.entrepot.core.blob.StripedLocks;
import dev.entrepot.core.oci.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Blobs in a {@link DataFolder}.
 *
 * <p>Nothing has the name of a blob before it was verified and forced to the disk: a blob arrives under {@code ingest/}
 * and is renamed. So whatever is found under {@code blobs/} is whole, after a crash as well, and finding a blob is
 * opening its file.
 */
public final class DiskBlobStore implements BlobStore, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DiskBlobStore.class);
    private static final int LOCKS = 256;

    private final DataFolder data;
    private final DiskFiles files;
    private final DiskLayout layout;
    private final DiskSettings settings;
    private final BlobLedger ledger;
    private final Executor executor;
    private final OpenFiles openFiles;
    private final Quarantine quarantine;
    private final StripedLocks locks;
    private final Set<Digest> arriving = ConcurrentHashMap.newKeySet();

    /** @param executor platform threads, which may block on the disk: forces growing files and closes unused ones */
    public DiskBlobStore(DataFolder data, DiskSettings settings, BlobLedger ledger, Executor executor) {
        this.data = data;
        this.locks = new StripedLocks(LOCKS, data.watch(), "blob files");
        this.files = data.files();
        this.layout = data.layout();
        this.settings = settings;
        this.ledger = ledger;
        this.executor = executor;
        this.openFiles = new OpenFiles(data, settings, ledger, executor);
        this.quarantine = new Quarantine(data, InstantSource.system());
    }

    @Override
    public Optional<LocalBlob> ready(Digest digest) {
        return openFiles.ready(digest);
    }

    @Override
    public Lookup<LocalBlob> find(Digest digest) {
        try {
            return Lookup.found(openFiles.find(digest));
        } catch (NoSuchFileException e) {
            return Lookup.absent();
        } catch (CorruptBlobException e) {
            return findAgain(digest);
        } catch (IOException e) {
            return unreachable(e);
        }
    }

    /** With nobody else at it: whoever saw the damage may have seen what somebody else has replaced meanwhile. */
    private Lookup<LocalBlob> findAgain(Digest digest) {
        ReentrantLock lock = locks.lock(digest);
        try {
            return Lookup.found(openFiles.find(digest));
        } catch (NoSuchFileException e) {
            return Lookup.absent();
        } catch (CorruptBlobException e) {
            return quarantine(digest, String.valueOf(e.getMessage())) instanceof Lookup.Unreachable<Long> disk
                    ? Lookup.unreachable(disk.dependency(), disk.cause())
                    : Lookup.absent();
        } catch (IOException e) {
            return unreachable(e);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Lookup<Boolean> isSound(Digest digest, Pace pace) {
        try {
            return Lookup.found(new WholeRead(files, layout.blob(digest), pace).isOf(digest));
        } catch (NoSuchFileException e) {
            return Lookup.absent();
        } catch (IOException e) {
            return unreachable(e);
        }
    }

    @Override
    public Lookup<Long> quarantine(Digest digest, String why) {
        return takeAway(digest, blob -> {
            long size = quarantine.take(digest, blob, why);
            LOG.warn("{} is damaged and not held any more: {}", digest, why);
            ledger.quarantined(digest, size, why);
            return size;
        });
    }

    @Override
    public Optional<Partial> partial(Digest digest) {
        return arriving.contains(digest) ? Optional.empty() : data.ingest().partial(digest);
    }

    @Override
    public Lookup<BlobWriter> create(Intent intent) {
        return begin(new Partial(intent, 0));
    }

    @Override
    public Lookup<BlobWriter> resume(Partial partial) {
        return begin(partial);
    }

    private Lookup<BlobWriter> begin(Partial from) {
        Digest digest = from.intent().digest();
        ReentrantLock lock = locks.lock(digest);
        try {
            if (!arriving.add(digest)) {
                return unreachable(new IOException(digest + " is being written already"));
            }
            OpenFile file = new OpenFile(data.ingest().open(from), from.intent().size(), executor);
            return Lookup.found(new DiskBlobWriter(this, data, from, file));
        } catch (IOException e) {
            arriving.remove(digest);
            return unreachable(e);
        } finally {
            lock.unlock();
        }
    }

    Checkpoint checkpoint(Checkpoint.Steps steps, long start) {
        return new Checkpoint(steps, start, settings.forceEvery(), executor);
    }

    @Override
    public Lookup<Long> put(Digest digest, ByteBuffer content) {
        if (!Digest.of(digest.algorithm(), content).equals(digest)) {
            throw new IllegalArgumentException("these bytes are not " + digest);
        }
        long size = content.remaining();
        ReentrantLock lock = locks.lock(digest);
        try {
            if (!isHeld(layout.blob(digest), size)) {
                write(digest, content.duplicate());
            }
            return Lookup.found(size);
        } catch (IOException e) {
            return unreachable(e);
        } finally {
            lock.unlock();
        }
    }

    private void write(Digest digest, ByteBuffer content) throws IOException {
        long size = content.remaining();
        Path path = data.temporary();
        FileChannel channel =
                files.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
        OpenFile file = new OpenFile(channel, size, executor);
        try {
            for (long at = 0; content.hasRemaining(); ) {
                at += files.write(path, channel, content, at);
            }
            files.force(path, channel);
            shelve(digest, path, file, size);
        } catch (IOException e) {
            file.release();
            data.discard(path, e);
            throw e;
        }
    }

    /**
     * Gives a verified and forced file the name of its blob, and hands the file over to the cache of open files. What is
     * there already is kept. When it throws, the file is still the caller's.
     */
    void shelve(Digest digest, Path path, OpenFile file, long size) throws IOException {
        ReentrantLock lock = locks.lock(digest);
        try {
            Path blob = layout.blob(digest);
            if (isHeld(blob, size)) {
                files.delete(path);
                file.complete(size, null);
                file.release();
                return;
            }
            files.move(path, blob);
            files.forceFolder(layout.blobs(digest.algorithm()));
            file.complete(size, openFiles.contentIfPossible(blob, file.channel(), size));
            openFiles.adopt(digest, file);
        } finally {
            lock.unlock();
        }
    }

    private boolean isHeld(Path blob, long size) throws IOException {
        try {
            return files.size(blob) == size;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    void ended(Digest digest) {
        arriving.remove(digest);
    }

    public boolean isArriving(Digest digest) {
        return arriving.contains(digest);
    }

    /** @return false when it is arriving again, or the disk refuses */
    boolean dropPartial(Digest digest) {
        ReentrantLock lock = locks.lock(digest);
        try {
            if (arriving.contains(digest)) {
                return false;
            }
            data.ingest().drop(digest);
            return true;
        } catch (IOException e) {
            LOG.warn("What is left of {} could not be removed: {}", digest, e.toString());
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** Says that a committed blob is registered; does nothing once it is arriving again. Never throws. */
    public void forgetIntent(Digest digest) {
        ReentrantLock lock = locks.lock(digest);
        try {
            if (!arriving.contains(digest) && !files.exists(layout.partial(digest))) {
                data.ingest().forget(digest);
            }
        } catch (IOException e) {
            LOG.warn("The intent of {} could not be removed", digest, e);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Lookup<Long> delete(Digest digest) {
        return takeAway(digest, blob -> {
            long size = files.size(blob);
            files.delete(blob);
            return size;
        });
    }

    private interface Removal {
        /** @return bytes that are gone */
        long from(Path blob) throws IOException;
    }

    private Lookup<Long> takeAway(Digest digest, Removal removal) {
        ReentrantLock lock = locks.lock(digest);
        try {
            long size = removal.from(layout.blob(digest));
            openFiles.drop(digest);
            return Lookup.found(size);
        } catch (NoSuchFileException e) {
            openFiles.drop(digest);
            return Lookup.absent();
        } catch (IOException e) {
            return unreachable(e);
        } finally {
            lock.unlock();
        }
    }

    private static <T> Lookup<T> unreachable(IOException cause) {
        return Lookup.unreachable(Dependency.DISK, cause);
    }

    /** Closes the files that nobody has a lease on, and the others with their last lease. */
    @Override
    public void close() {
        openFiles.dropAll();
    }
}
