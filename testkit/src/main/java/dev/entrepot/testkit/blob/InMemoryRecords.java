package dev.entrepot.testkit.blob;

import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.index.Link;
import dev.entrepot.core.index.ManifestRecord;
import dev.entrepot.core.index.RepositoryCatalog;
import dev.entrepot.core.index.RepositoryRecords;
import dev.entrepot.core.index.TagRecord;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.oci.Repository;
import java.io.IOException;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The records of a disk, without the disk. */
public final class InMemoryRecords implements RepositoryRecords, RepositoryCatalog {

    private final Map<Repository, Map<Digest, ManifestRecord>> manifests = new ConcurrentHashMap<>();
    private final Map<Reference.ByTag, TagRecord> tags = new ConcurrentHashMap<>();
    private final Set<Reference.ByDigest> corrupt = new HashSet<>();
    private @Nullable IOException outage;
    private @Nullable IOException refusal;
    private Runnable afterTagRead = () -> {};

    /** From now on everything fails. */
    public synchronized void fail(IOException cause) {
        outage = cause;
    }

    /** Happens once, when the next record of a tag was read and its reader does not know it yet. */
    public synchronized void afterNextTagRead(Runnable event) {
        afterTagRead = event;
    }

    /** From now on nothing is written; what is there can be read, and removed. */
    public synchronized void refuseWrites(IOException cause) {
        refusal = cause;
    }

    public synchronized void recover() {
        outage = null;
        refusal = null;
    }

    /** From now on it is listed, and read as absent, until it is written or removed. */
    public synchronized void corrupt(Repository repository, Digest manifest) {
        corrupt.add(new Reference.ByDigest(repository, manifest));
    }

    private boolean isCorrupt(Repository repository, Digest manifest) {
        return corrupt.contains(new Reference.ByDigest(repository, manifest));
    }

    @Override
    public synchronized Lookup<ManifestRecord> manifest(Repository repository, Digest digest) {
        return isCorrupt(repository, digest) && outage == null
                ? Lookup.absent()
                : answer(() -> Optional.ofNullable(of(repository).get(digest)));
    }

    @Override
    public synchronized Lookup<TagRecord> tagRecord(Reference.ByTag tag) {
        Lookup<TagRecord> read = answer(() -> Optional.ofNullable(tags.get(tag)));
        Runnable after = afterTagRead;
        afterTagRead = () -> {};
        after.run();
        return read;
    }

    @Override
    public synchronized Lookup<Link> link(Repository repository, Digest digest) {
        return answer(() -> linkIn(of(repository), digest));
    }

    private static Optional<Link> linkIn(Map<Digest, ManifestRecord> records, Digest digest) {
        return records.entrySet().stream()
                .flatMap(entry -> entry.getValue().link(entry.getKey(), digest).stream())
                .max(Comparator.comparing(Link::isProven).thenComparing(InMemoryRecords::isManifestItself));
    }

    private static boolean isManifestItself(Link link) {
        return link.via().isEmpty();
    }

    @Override
    public synchronized void putManifest(Repository repository, Digest digest, ManifestRecord manifest)
            throws IOException {
        throwIfRefused();
        if (corrupt.remove(new Reference.ByDigest(repository, digest))) {
            of(repository).remove(digest);
        }
        of(repository).merge(digest, manifest, (earlier, later) -> later.keepingProofsOf(earlier));
    }

    @Override
    public synchronized void removeManifest(Repository repository, Digest digest) throws IOException {
        throwIfDown();
        of(repository).remove(digest);
        corrupt.remove(new Reference.ByDigest(repository, digest));
    }

    @Override
    public synchronized List<Repository> repositories() throws IOException {
        throwIfDown();
        return Stream.concat(
                        manifests.keySet().stream()
                                .filter(repository -> !of(repository).isEmpty()),
                        tags.keySet().stream().map(Reference.ByTag::repository))
                .distinct()
                .sorted()
                .toList();
    }

    @Override
    public synchronized List<Digest> manifests(Repository repository) throws IOException {
        throwIfDown();
        return List.copyOf(of(repository).keySet());
    }

    @Override
    public synchronized List<Reference.ByTag> tags(Repository repository) throws IOException {
        throwIfDown();
        return tags.keySet().stream()
                .filter(tag -> tag.repository().equals(repository))
                .toList();
    }

    @Override
    public synchronized void proveChild(Repository repository, Digest manifest, Digest child, boolean isPublic)
            throws IOException {
        throwIfRefused();
        of(repository).computeIfPresent(manifest, (digest, record) -> record.proving(child, isPublic));
    }

    @Override
    public synchronized void putTag(Reference.ByTag tag, TagRecord record) throws IOException {
        throwIfRefused();
        tags.put(tag, record);
    }

    @Override
    public synchronized void removeTag(Reference.ByTag tag) throws IOException {
        throwIfDown();
        tags.remove(tag);
    }

    private Map<Digest, ManifestRecord> of(Repository repository) {
        return manifests.computeIfAbsent(repository, any -> new TreeMap<>());
    }

    private <T> Lookup<T> answer(Supplier<Optional<T>> found) {
        return outage == null
                ? found.get().<Lookup<T>>map(Lookup::found).orElseGet(Lookup::absent)
                : Lookup.unreachable(Dependency.DISK, outage);
    }

    private void throwIfRefused() throws IOException {
        throwIfDown();
        if (refusal != null) {
            throw new IOException(refusal.getMessage(), refusal);
        }
    }

    private void throwIfDown() throws IOException {
        if (outage != null) {
            throw new IOException(outage.getMessage(), outage);
        }
    }
}
