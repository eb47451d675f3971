package dev.entrepot.core.evict;

import dev.entrepot.core.blob.BlobFiles;
import dev.entrepot.core.blob.BlobFiles.BlobFile;
import dev.entrepot.core.blob.BlobStore;
import dev.entrepot.core.blob.BlobWriter;
import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.blob.Intent;
import dev.entrepot.core.blob.LocalBlob;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.blob.NoRoomException;
import dev.entrepot.core.blob.Pace;
import dev.entrepot.core.blob.Partial;
import dev.entrepot.core.blob.StripedLocks;
import dev.entrepot.core.diagnosis.Watch;
import dev.entrepot.core.index.IndexUnavailableException;
import dev.entrepot.core.index.Usage;
import dev.entrepot.core.oci.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store that is kept within its capacity. What is read is noted; what arrives needs room first; what has come and what
 * goes is written down.
 *
 * <p>A blob and its record change under one lock per digest, so commit and eviction never cross: a blob that comes back
 * while it is being evicted is recorded after its old record went. Links are left alone: belonging to a repository is
 * not lying here. Leases stay readable, as the store below promises.
 */
public final class BoundedStore implements BlobStore {

    /** An eviction takes milliseconds; a pull that waits longer than this is better passed through. */
    static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final int LOCKS = 256;

    private static final Logger LOG = LoggerFactory.getLogger(BoundedStore.class);

    private final BlobStore store;
    private final Books books;
    private final Room room;
    private final UseNotes notes;
    /** Held before those of the store below. */
    private final StripedLocks locks;

    public BoundedStore(BlobStore store, Books books, Room room, UseNotes notes, Watch watch) {
        this.locks = new StripedLocks(LOCKS, watch, "blobs");
        this.store = store;
        this.books = books;
        this.room = room;
        this.notes = notes;
    }

    @Override
    public Optional<LocalBlob> ready(Digest digest) {
        Optional<LocalBlob> blob = store.ready(digest);
        if (blob.isPresent()) {
            notes.note(digest);
        }
        return blob;
    }

    @Override
    public Lookup<LocalBlob> find(Digest digest) {
        Lookup<LocalBlob> blob = store.find(digest);
        if (blob instanceof Lookup.Found<LocalBlob>) {
            notes.note(digest);
        }
        return blob;
    }

    @Override
    public Optional<Partial> partial(Digest digest) {
        return store.partial(digest);
    }

    @Override
    public Lookup<BlobWriter> create(Intent intent) {
        return begin(intent, 0, () -> store.create(intent));
    }

    @Override
    public Lookup<BlobWriter> resume(Partial partial) {
        return begin(partial.intent(), partial.offset(), () -> store.resume(partial));
    }

    private interface Beginning {
        Lookup<BlobWriter> begin();
    }

    private Lookup<BlobWriter> begin(Intent intent, long offset, Beginning beginning) {
        long bytes = room.space().onDisk(Math.max(0, intent.size()));
        Optional<Reservation> reserved = room.reserve(intent.digest(), bytes, offset, PATIENCE);
        if (reserved.isEmpty()) {
            return noRoom(intent.digest(), bytes);
        }
        boolean begun = false;
        try {
            Lookup<BlobWriter> writer = beginning.begin();
            if (!(writer instanceof Lookup.Found<BlobWriter> found)) {
                return writer;
            }
            begun = true;
            return Lookup.found(new BoundedWriter(this, found.value(), intent.digest(), reserved.get()));
        } finally {
            if (!begun) {
                room.ended(reserved.get(), intent.digest(), left(intent.digest()));
            }
        }
    }

    private <T> Lookup<T> noRoom(Digest digest, long bytes) {
        return Lookup.unreachable(
                Dependency.DISK,
                new NoRoomException("no room for " + bytes + " bytes of " + digest, room.isTooSmallFor(bytes)));
    }

    /** Under the digest's lock: from the rename on it can be evicted, and then there has to be a record to remove. */
    void commit(Digest digest, BlobWriter writer, Reservation reservation) throws IOException {
        Lock lock = locks.lock(digest);
        try {
            writer.commit();
            held(digest, room.space().onDisk(writer.written()), books.clock().instant());
        } finally {
            lock.unlock();
        }
        room.ended(reservation, digest, 0);
    }

    void aborted(Digest digest, Reservation reservation) {
        room.ended(reservation, digest, left(digest));
    }

    private long left(Digest digest) {
        return store.partial(digest)
                .map(partial -> room.space().onDisk(partial.offset()))
                .orElse(0L);
    }

    @Override
    public Lookup<Long> put(Digest digest, ByteBuffer content) {
        long bytes = room.space().onDisk(content.remaining());
        if (!room.hasRoomForSmall(bytes)) {
            return noRoom(digest, bytes);
        }
        Lock lock = locks.lock(digest);
        try {
            Lookup<Long> stored = store.put(digest, content);
            if (stored instanceof Lookup.Found<Long>) {
                held(digest, bytes, books.clock().instant());
            }
            return stored;
        } finally {
            lock.unlock();
        }
    }

    private void held(Digest digest, long bytes, Instant since) {
        try {
            books.usage().held(digest, bytes, since);
        } catch (IndexUnavailableException e) {
            room.unrecorded(bytes);
            LOG.debug("{} is held, but not recorded", digest, e);
        }
    }

    @Override
    public Lookup<Long> delete(Digest digest) {
        return gone(digest, () -> store.delete(digest));
    }

    @Override
    public Lookup<Boolean> isSound(Digest digest, Pace pace) {
        return store.isSound(digest, pace);
    }

    @Override
    public Lookup<Long> quarantine(Digest digest, String why) {
        return gone(digest, () -> store.quarantine(digest, why));
    }

    private interface Removal {
        Lookup<Long> remove();
    }

    private Lookup<Long> gone(Digest digest, Removal removal) {
        Lock lock = locks.lock(digest);
        try {
            Lookup<Long> freed = removal.remove();
            if (!(freed instanceof Lookup.Unreachable<Long>)) {
                forget(digest);
            }
            return freed;
        } finally {
            lock.unlock();
            room.freed();
        }
    }

    private void forget(Digest digest) {
        try {
            books.usage().forgotten(digest);
        } catch (IndexUnavailableException e) {
            LOG.debug("{} is gone, but not recorded as such", digest, e);
        }
    }

    /** What came of an attempt to evict. */
    enum Eviction {
        DONE,
        /** It was used, or went, since it was said to be the next. */
        MOVED,
        PINNED,
        /** The disk refuses. */
        REFUSED
    }

    /**
     * Removes a blob whose turn it is, unless that has changed.
     *
     * @param isPinned asked under the lock of the digest
     */
    Eviction evict(Usage victim, Predicate<Digest> isPinned) {
        Digest digest = victim.digest();
        Lock lock = locks.lock(digest);
        try {
            if (!isStillDue(victim)) {
                return Eviction.MOVED;
            }
            if (isPinned.test(digest)) {
                books.usage().spared(digest);
                return Eviction.PINNED;
            }
            if (store.delete(digest) instanceof Lookup.Unreachable<Long> refused) {
                LOG.warn("{} cannot be evicted: {}", digest, refused.cause().toString());
                books.usage().spared(digest);
                return Eviction.REFUSED;
            }
            books.usage().evicted(digest);
            books.blobs().remove(digest);
            return Eviction.DONE;
        } finally {
            lock.unlock();
        }
    }

    private boolean isStillDue(Usage victim) {
        return switch (books.usage().find(victim.digest())) {
            case Lookup.Found<Usage> now -> now.value().rank() == victim.rank();
            case Lookup.Absent<Usage> gone -> false;
            case Lookup.Unreachable<Usage> down ->
                throw new IndexUnavailableException("nobody can tell whose turn it is", down.cause());
        };
    }

    /** A blob nobody wrote down: recorded as last used when it came, if it is still there. */
    void adopt(BlobFile file, BlobFiles files) {
        Digest digest = file.digest();
        Lock lock = locks.lock(digest);
        try {
            if (files.size(digest) instanceof Lookup.Found<Long>) {
                books.usage().held(digest, room.space().onDisk(file.size()), file.modified());
            }
        } finally {
            lock.unlock();
        }
    }

    /** A record without its blob: forgotten, if it is still not there. */
    void disown(Digest digest, BlobFiles files) {
        Lock lock = locks.lock(digest);
        try {
            if (files.size(digest) instanceof Lookup.Absent<Long>) {
                books.usage().forgotten(digest);
            }
        } finally {
            lock.unlock();
        }
    }
}
