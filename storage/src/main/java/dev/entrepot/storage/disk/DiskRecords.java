package dev.entrepot.storage.disk;

import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.blob.StripedLocks;
import dev.entrepot.core.index.Link;
import dev.entrepot.core.index.ManifestRecord;
import dev.entrepot.core.index.RepositoryRecords;
import dev.entrepot.core.index.TagRecord;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.DigestAlgorithm;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.oci.Repository;
import dev.entrepot.storage.json.JsonFormat;
import dev.entrepot.storage.json.MalformedRecordException;
import dev.entrepot.storage.json.ManifestJson;
import dev.entrepot.storage.json.TagJson;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records as small JSON files under {@code repositories/}, each replaced atomically.
 *
 * <p>None is forced to the disk. A record that a power cut takes can be had again: a tag by asking the upstream, a
 * manifest's links by reading the manifest, a proof by a probe of one byte; and a force for each would cost a pull of
 * many layers more than the layers. What a power cut mutilates is malformed, and malformed is absent.
 */
public final class DiskRecords implements RepositoryRecords {

    private static final Logger LOG = LoggerFactory.getLogger(DiskRecords.class);
    private static final int LOCKS = 64;
    private static final int MAX_WARNINGS = 1000;

    private final DataFolder data;
    private final DiskFiles files;
    private final DiskLayout layout;
    private final ManifestJson manifestFormat = new ManifestJson();
    private final TagJson tagFormat = new TagJson();
    private final StripedLocks locks;
    private final Set<Path> warned = ConcurrentHashMap.newKeySet();

    public DiskRecords(DataFolder data) {
        this.data = data;
        this.files = data.files();
        this.layout = data.layout();
        this.locks = new StripedLocks(LOCKS, data.watch(), "records");
    }

    @Override
    public Lookup<ManifestRecord> manifest(Repository repository, Digest digest) {
        return lookup(layout.manifest(repository, digest), manifestFormat);
    }

    @Override
    public Lookup<TagRecord> tagRecord(Reference.ByTag tag) {
        return lookup(layout.tag(tag), tagFormat);
    }

    private <T> Lookup<T> lookup(Path file, JsonFormat<T> format) {
        try {
            return read(file, format).<Lookup<T>>map(Lookup::found).orElseGet(Lookup::absent);
        } catch (IOException e) {
            return Lookup.unreachable(Dependency.DISK, e);
        }
    }

    /** Empty for a record that is missing or malformed. */
    private <T> Optional<T> read(Path file, JsonFormat<T> format) throws IOException {
        try {
            return Optional.of(format.read(files.readAll(file)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (MalformedRecordException e) {
            if (warned.size() < MAX_WARNINGS && warned.add(file)) {
                LOG.warn("{} is taken for absent: {}", file, e.getMessage());
            }
            return Optional.empty();
        }
    }

    @Override
    public Lookup<Link> link(Repository repository, Digest digest) {
        try {
            Optional<ManifestRecord> own = read(layout.manifest(repository, digest), manifestFormat);
            Optional<Link> link =
                    own.isPresent() ? own.get().link(digest, digest) : linkAmongChildren(repository, digest);
            return link.<Lookup<Link>>map(Lookup::found).orElseGet(Lookup::absent);
        } catch (IOException e) {
            return Lookup.unreachable(Dependency.DISK, e);
        }
    }

    /** The first proof, else any claim. */
    private Optional<Link> linkAmongChildren(Repository repository, Digest digest) throws IOException {
        Optional<Link> claim = Optional.empty();
        for (DigestAlgorithm algorithm : DigestAlgorithm.values()) {
            for (Path file : manifestsOf(repository, algorithm)) {
                Optional<Link> link = linkIn(file, algorithm, digest);
                if (link.isPresent() && link.get().isProven()) {
                    return link;
                }
                claim = claim.isPresent() ? claim : link;
            }
        }
        return claim;
    }

    private List<Path> manifestsOf(Repository repository, DigestAlgorithm algorithm) throws IOException {
        try {
            return files.list(layout.manifests(repository, algorithm));
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    private Optional<Link> linkIn(Path file, DigestAlgorithm algorithm, Digest wanted) throws IOException {
        Optional<Digest> self = layout.recorded(file, algorithm);
        return self.isEmpty()
                ? Optional.empty()
                : read(file, manifestFormat).flatMap(record -> record.link(self.get(), wanted));
    }

    @Override
    public void putManifest(Repository repository, Digest digest, ManifestRecord manifest) throws IOException {
        Path file = layout.manifest(repository, digest);
        ReentrantLock lock = locks.lock(Map.entry(repository, digest));
        try {
            Optional<ManifestRecord> earlier = read(file, manifestFormat);
            replace(
                    file,
                    manifestFormat.write(earlier.map(manifest::keepingProofsOf).orElse(manifest)));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void removeManifest(Repository repository, Digest digest) throws IOException {
        ReentrantLock lock = locks.lock(Map.entry(repository, digest));
        try {
            files.delete(layout.manifest(repository, digest));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void proveChild(Repository repository, Digest manifest, Digest child, boolean isPublic) throws IOException {
        Path file = layout.manifest(repository, manifest);
        ReentrantLock lock = locks.lock(Map.entry(repository, manifest));
        try {
            Optional<ManifestRecord> record = read(file, manifestFormat);
            Optional<ManifestRecord> proven = record.map(known -> known.proving(child, isPublic));
            if (proven.isPresent() && !proven.equals(record)) {
                replace(file, manifestFormat.write(proven.get()));
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void putTag(Reference.ByTag tag, TagRecord record) throws IOException {
        replace(layout.tag(tag), tagFormat.write(record));
    }

    @Override
    public void removeTag(Reference.ByTag tag) throws IOException {
        files.delete(layout.tag(tag));
    }

    private void replace(Path file, byte[] content) throws IOException {
        files.createFolders(Objects.requireNonNull(file.getParent()));
        data.replace(file, content);
    }
}
