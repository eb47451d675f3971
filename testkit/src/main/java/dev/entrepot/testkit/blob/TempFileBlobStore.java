package dev.entrepot.testkit.blob;

import dev.entrepot.core.blob.BlobCatalog;
import dev.entrepot.core.blob.BlobStore;
import dev.entrepot.core.blob.BlobWriter;
import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.blob.Intent;
import dev.entrepot.core.blob.LocalBlob;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.blob.Pace;
import dev.entrepot.core.blob.Partial;
import dev.entrepot.core.oci.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A {@link BlobStore} over a temporary folder, for tests that need real channels and a disk that fails on command. It
 * keeps the promises of {@link BlobStoreContract} and none about crashes: intents live in memory.
 */
public final class TempFileBlobStore implements BlobStore, BlobCatalog {

    private static final long MAX_IN_MEMORY = 64 << 10;

    /** What can be made to fail. */
    public enum Operation {
        CREATE,
        APPEND,
        COMMIT,
        FIND,
        EXAMINE,
        QUARANTINE
    }

    private final Path folder;
    private final Map<Digest, Partial> partials = new ConcurrentHashMap<>();
    private final Set<Digest> warm = ConcurrentHashMap.newKeySet();
    private final Map<Digest, String> quarantined = new ConcurrentHashMap<>();
    private final Map<Operation, IOException> failures = new ConcurrentHashMap<>();
    private final AtomicInteger openFiles = new AtomicInteger();

    /** @param folder exists, and is nobody else's */
    public TempFileBlobStore(Path folder) {
        this.folder = folder;
    }

    /** From now on the operation fails with {@code cause}; {@link Operation#CREATE} means {@link #resume} and {@link #put} too. */
    public void fail(Operation operation, IOException cause) {
        failures.put(operation, cause);
    }

    public void recover() {
        failures.clear();
    }

    /** Forgets which blobs are open: {@link #ready} is empty until they are found again. */
    public void cool() {
        warm.clear();
    }

    /** Files with a lease or a writer on them. */
    public int openFiles() {
        return openFiles.get();
    }

    @Override
    public Optional<LocalBlob> ready(Digest digest) {
        return warm.contains(digest) && find(digest) instanceof Lookup.Found<LocalBlob> found
                ? Optional.of(found.value())
                : Optional.empty();
    }

    @Override
    public Lookup<LocalBlob> find(Digest digest) {
        try {
            throwIfFailing(Operation.FIND);
            SharedFile file = SharedFile.open(blob(digest), openFiles);
            warm.add(digest);
            return Lookup.found(file.lease(file.length(), inMemory(file)));
        } catch (NoSuchFileException e) {
            return Lookup.absent();
        } catch (IOException e) {
            return Lookup.unreachable(Dependency.DISK, e);
        }
    }

    private static @Nullable ByteBuffer inMemory(SharedFile file) throws IOException {
        long length = file.length();
        return length <= MAX_IN_MEMORY ? file.read(0, (int) length) : null;
    }

    @Override
    public Optional<Partial> partial(Digest digest) {
        return Optional.ofNullable(partials.get(digest));
    }

    @Override
    public Lookup<BlobWriter> create(Intent intent) {
        return write(new Partial(intent, 0));
    }

    @Override
    public Lookup<BlobWriter> resume(Partial partial) {
        return write(partial);
    }

    private Lookup<BlobWriter> write(Partial from) {
        partials.remove(from.intent().digest());
        try {
            throwIfFailing(Operation.CREATE);
            return Lookup.found(
                    new TempFileWriter(this, from, part(from.intent().digest()), openFiles));
        } catch (IOException e) {
            return Lookup.unreachable(Dependency.DISK, e);
        }
    }

    @Override
    public Lookup<Long> put(Digest digest, ByteBuffer content) {
        if (!Digest.of(digest.algorithm(), content).equals(digest)) {
            throw new IllegalArgumentException("these bytes are not " + digest);
        }
        try {
            throwIfFailing(Operation.CREATE);
            byte[] bytes = new byte[content.remaining()];
            content.duplicate().get(bytes);
            Path temporary = Files.createTempFile(folder, "put", ".tmp");
            move(Files.write(temporary, bytes), digest);
            return Lookup.found((long) bytes.length);
        } catch (IOException e) {
            return Lookup.unreachable(Dependency.DISK, e);
        }
    }

    @Override
    public Lookup<Long> delete(Digest digest) {
        try {
            long size = Files.size(blob(digest));
            Files.delete(blob(digest));
            warm.remove(digest);
            return Lookup.found(size);
        } catch (NoSuchFileException e) {
            return Lookup.absent();
        } catch (IOException e) {
            return Lookup.unreachable(Dependency.DISK, e);
        }
    }

    @Override
    public Lookup<Boolean> isSound(Digest digest, Pace pace) {
        try {
            throwIfFailing(Operation.EXAMINE);
            byte[] bytes = Files.readAllBytes(blob(digest));
            pace.took(bytes.length);
            return Lookup.found(
                    Digest.of(digest.algorithm(), ByteBuffer.wrap(bytes)).equals(digest));
        } catch (NoSuchFileException e) {
            return Lookup.absent();
        } catch (IOException e) {
            return Lookup.unreachable(Dependency.DISK, e);
        }
    }

    @Override
    public Lookup<Long> quarantine(Digest digest, String why) {
        try {
            throwIfFailing(Operation.QUARANTINE);
        } catch (IOException e) {
            return Lookup.unreachable(Dependency.DISK, e);
        }
        Lookup<Long> taken = delete(digest);
        if (taken instanceof Lookup.Found<Long>) {
            quarantined.put(digest, why);
        }
        return taken;
    }

    @Override
    public List<Digest> after(Optional<Digest> last, int limit) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.matches("sha[0-9]+-[0-9a-f]+"))
                    .map(name -> Digest.parse(name.replace('-', ':')))
                    .filter(digest -> last.isEmpty() || digest.compareTo(last.get()) > 0)
                    .sorted()
                    .limit(limit)
                    .toList();
        }
    }

    @Override
    public long count() throws IOException {
        return after(Optional.empty(), Integer.MAX_VALUE).size();
    }

    @Override
    public Lookup<Long> size(Digest digest) {
        try {
            throwIfFailing(Operation.FIND);
            return Lookup.found(Files.size(blob(digest)));
        } catch (NoSuchFileException e) {
            return Lookup.absent();
        } catch (IOException e) {
            return Lookup.unreachable(Dependency.DISK, e);
        }
    }

    /** Writes a file without looking at its bytes, as a damaged disk would. */
    public void plant(Digest digest, byte[] bytes) throws IOException {
        Files.write(blob(digest), bytes);
    }

    /** Why each blob was put aside. */
    public Map<Digest, String> quarantined() {
        return Map.copyOf(quarantined);
    }

    void throwIfFailing(Operation operation) throws IOException {
        IOException cause = failures.get(operation);
        if (cause != null) {
            throw cause;
        }
    }

    void move(Path file, Digest digest) throws IOException {
        Files.move(file, blob(digest), StandardCopyOption.ATOMIC_MOVE);
        warm.add(digest);
    }

    void keep(Partial partial) {
        partials.put(partial.intent().digest(), partial);
    }

    private Path blob(Digest digest) {
        return folder.resolve(digest.algorithm().wireName() + "-" + digest.hex());
    }

    private Path part(Digest digest) {
        return folder.resolve(digest.algorithm().wireName() + "-" + digest.hex() + ".part");
    }
}
