package dev.entrepot.core.index;

import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.oci.Repository;
import java.io.IOException;

/** The records of another, for those who do something more with some of the calls. */
public abstract class RelayedRecords implements RepositoryRecords {

    private final RepositoryRecords records;

    protected RelayedRecords(RepositoryRecords records) {
        this.records = records;
    }

    @Override
    public Lookup<ManifestRecord> manifest(Repository repository, Digest digest) {
        return records.manifest(repository, digest);
    }

    @Override
    public Lookup<TagRecord> tagRecord(Reference.ByTag tag) {
        return records.tagRecord(tag);
    }

    @Override
    public Lookup<Link> link(Repository repository, Digest digest) {
        return records.link(repository, digest);
    }

    @Override
    public void putManifest(Repository repository, Digest digest, ManifestRecord manifest) throws IOException {
        records.putManifest(repository, digest, manifest);
    }

    @Override
    public void removeManifest(Repository repository, Digest digest) throws IOException {
        records.removeManifest(repository, digest);
    }

    @Override
    public void proveChild(Repository repository, Digest manifest, Digest child, boolean isPublic) throws IOException {
        records.proveChild(repository, manifest, child, isPublic);
    }

    @Override
    public void putTag(Reference.ByTag tag, TagRecord record) throws IOException {
        records.putTag(tag, record);
    }

    @Override
    public void removeTag(Reference.ByTag tag) throws IOException {
        records.removeTag(tag);
    }
}
