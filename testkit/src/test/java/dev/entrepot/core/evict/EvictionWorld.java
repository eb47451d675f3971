package dev.entrepot.core.evict;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.blob.BlobFiles;
import dev.entrepot.core.blob.BlobWriter;
import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.blob.Intent;
import dev.entrepot.core.blob.LocalBlob;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.blob.NoRoomException;
import dev.entrepot.core.diagnosis.Watch;
import dev.entrepot.core.index.Usage;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Repository;
import dev.entrepot.testkit.blob.ManualTime;
import dev.entrepot.testkit.blob.TempFileBlobStore;
import dev.entrepot.testkit.index.InMemoryIndex;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A cache of 100 blobs' worth of room over the doubles; a blob takes a thousand bytes. Who wakes the evictor is the test. */
final class EvictionWorld implements Space, Evicting {

    static final int BLOB = 1000;
    static final Repository ALPINE = new Repository("docker.io", "library/alpine");

    final ManualTime time = new ManualTime();
    final InMemoryIndex index = new InMemoryIndex();
    final UseNotes notes = new UseNotes();
    final Set<Digest> pinned = new HashSet<>();
    final Set<Digest> evicted = ConcurrentHashMap.newKeySet();
    final List<BlobFiles.BlobFile> partials = new ArrayList<>();
    final List<Long> exhausted = new ArrayList<>();
    final TempFileBlobStore files;
    final Room room;
    final BoundedStore store;
    final Evictor evictor;
    final Files listing = new Files();
    volatile long free = Long.MAX_VALUE;
    volatile boolean evictsWhenWanted = true;
    volatile boolean isKeptKnown = true;
    /** Run at the end of a round that comes to nothing, before anybody is told so. */
    Runnable whenExhausted = () -> {};

    private final Keeping kept = new Keeping() {
        @Override
        public boolean isKept(Digest digest) {
            return pinned.contains(digest);
        }

        @Override
        public boolean isKnown() {
            return isKeptKnown;
        }
    };
    private int made;

    EvictionWorld(Path folder) {
        this(folder, 0);
    }

    EvictionWorld(Path folder, long minFree) {
        files = new TempFileBlobStore(folder);
        Books books = new Books(index.blobs(), index.usage(), time);
        room = new Room(index.usage(), this, new Watermarks(100 * BLOB, minFree), this::wanted);
        store = new BoundedStore(files, books, room, notes, Watch.NOOP);
        BrokenTransfers leftovers = new BrokenTransfers(listing, time);
        evictor = new Evictor(room, store, books, notes, leftovers, kept, this);
    }

    private void wanted() {
        if (evictsWhenWanted) {
            evictor.round();
        }
    }

    @Override
    public long free() {
        return free;
    }

    @Override
    public long onDisk(long size) {
        return size;
    }

    @Override
    public void evicted(Usage usage) {
        evicted.add(usage.digest());
    }

    @Override
    public void exhausted(long missing) {
        exhausted.add(missing);
        whenExhausted.run();
    }

    byte[] content() {
        return content(BLOB);
    }

    byte[] content(int size) {
        byte[] content = new byte[size];
        ByteBuffer.wrap(content).putInt(++made);
        return content;
    }

    static Digest digest(byte[] content) {
        return Digest.sha256(content);
    }

    Lookup<BlobWriter> create(byte[] content) {
        return store.create(new Intent(digest(content), ALPINE, content.length, Optional.empty()));
    }

    /** Fetches it to the end. */
    Digest fetch(byte[] content) throws IOException {
        BlobWriter writer = begun(content);
        commit(writer);
        return digest(content);
    }

    BlobWriter begun(byte[] content) throws IOException {
        Lookup<BlobWriter> created = create(content);
        assertThat(created).isInstanceOf(Lookup.Found.class);
        BlobWriter writer = ((Lookup.Found<BlobWriter>) created).value();
        writer.append(ByteBuffer.wrap(content));
        return writer;
    }

    static void commit(BlobWriter writer) throws IOException {
        writer.verify();
        writer.commit();
    }

    /** Keeps all of them; nobody makes room meanwhile. */
    void fetchPinned(int many) throws IOException {
        evictsWhenWanted = false;
        pinned.addAll(fetch(many));
        evictsWhenWanted = true;
    }

    static void assertNoRoom(Lookup<BlobWriter> created) {
        assertThat(created).isInstanceOf(Lookup.Unreachable.class);
        assertThat(((Lookup.Unreachable<BlobWriter>) created).cause()).isInstanceOf(NoRoomException.class);
    }

    Digest fetchOne() throws IOException {
        return fetch(content());
    }

    List<Digest> fetch(int many) throws IOException {
        List<Digest> fetched = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            fetched.add(fetchOne());
        }
        return fetched;
    }

    /** A client reads it, and time goes on. */
    void use(Digest digest) {
        time.advance(Duration.ofMinutes(2));
        assertThat(isHeld(digest)).as("%s is held", digest).isTrue();
        evictor.writeUses();
    }

    boolean isHeld(Digest digest) {
        if (store.find(digest) instanceof Lookup.Found<LocalBlob> found) {
            found.value().close();
            return true;
        }
        return false;
    }

    /** Without being noted. */
    boolean lies(Digest digest) {
        if (files.find(digest) instanceof Lookup.Found<LocalBlob> found) {
            found.value().close();
            return true;
        }
        return false;
    }

    long held() {
        return index.usage().totals().bytes();
    }

    /** What lies in the folder; partial files as the test says. */
    final class Files implements BlobFiles {

        final Set<Digest> whole = new HashSet<>();
        boolean unreadable;

        @Override
        public void each(Visitor visitor) throws IOException {
            for (Digest digest : whole) {
                visitor.visit(new BlobFile(digest, BLOB, Instant.EPOCH));
            }
        }

        @Override
        public Lookup<Long> size(Digest digest) {
            if (unreadable) {
                return Lookup.unreachable(Dependency.DISK, new IOException("EIO"));
            }
            return lies(digest) ? Lookup.found((long) BLOB) : Lookup.absent();
        }

        @Override
        public List<BlobFile> partials() {
            return List.copyOf(partials);
        }

        @Override
        public boolean dropPartial(Digest digest) {
            return partials.removeIf(partial -> partial.digest().equals(digest));
        }
    }
}
