package dev.entrepot.proxy.app;

import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.index.Link;
import dev.entrepot.core.index.ManifestRecord;
import dev.entrepot.core.index.RepositoryRecords;
import dev.entrepot.core.index.TagRecord;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.oci.Repository;
import java.io.IOException;
import java.util.function.Supplier;

/** Record files for callers in virtual threads; see {@link OffloadedStore}. */
final class OffloadedRecords implements RepositoryRecords {

    private final RepositoryRecords records;
    private final PlatformThreads disk;

    OffloadedRecords(RepositoryRecords records, PlatformThreads disk) {
        this.records = records;
        this.disk = disk;
    }

    @Override
    public Lookup<ManifestRecord> manifest(Repository repository, Digest digest) {
        return away(() -> records.manifest(repository, digest));
    }

    @Override
    public Lookup<TagRecord> tagRecord(Reference.ByTag tag) {
        return away(() -> records.tagRecord(tag));
    }

    @Override
    public Lookup<Link> link(Repository repository, Digest digest) {
        return away(() -> records.link(repository, digest));
    }

    @Override
    public void putManifest(Repository repository, Digest digest, ManifestRecord manifest) throws IOException {
        write(() -> records.putManifest(repository, digest, manifest));
    }

    @Override
    public void removeManifest(Repository repository, Digest digest) throws IOException {
        write(() -> records.removeManifest(repository, digest));
    }

    @Override
    public void proveChild(Repository repository, Digest manifest, Digest child, boolean isPublic) throws IOException {
        write(() -> records.proveChild(repository, manifest, child, isPublic));
    }

    @Override
    public void putTag(Reference.ByTag tag, TagRecord record) throws IOException {
        write(() -> records.putTag(tag, record));
    }

    @Override
    public void removeTag(Reference.ByTag tag) throws IOException {
        write(() -> records.removeTag(tag));
    }

    private <T> Lookup<T> away(Supplier<Lookup<T>> work) {
        return disk.call(work, failure -> Lookup.unreachable(Dependency.DISK, failure));
    }

    private interface Write {
        void run() throws IOException;
    }

    private void write(Write work) throws IOException {
        disk.callWork(() -> {
            work.run();
            return true;
        });
    }
}
