package dev.entrepot.core.pin;

import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.index.Link;
import dev.entrepot.core.index.ManifestRecord;
import dev.entrepot.core.index.RepositoryRecords;
import dev.entrepot.core.index.TagEntry;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.oci.Repository;
import java.io.IOException;

/** Records whose changes pins follow. A tag that is taken away leaves pinned what it named last. */
public final class FollowedRecords implements RepositoryRecords {

    private final RepositoryRecords records;
    private final Pins pins;

    public FollowedRecords(RepositoryRecords records, Pins pins) {
        this.records = records;
        this.pins = pins;
    }

    @Override
    public Lookup<ManifestRecord> manifest(Repository repository, Digest digest) {
        return records.manifest(repository, digest);
    }

    @Override
    public Lookup<TagEntry> tag(Reference.ByTag tag) {
        return records.tag(tag);
    }

    @Override
    public Lookup<Link> link(Repository repository, Digest digest) {
        return records.link(repository, digest);
    }

    @Override
    public void putManifest(Repository repository, Digest digest, ManifestRecord manifest) throws IOException {
        records.putManifest(repository, digest, manifest);
        pins.manifestCame(repository, digest);
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
    public void putTag(Reference.ByTag tag, TagEntry entry) throws IOException {
        records.putTag(tag, entry);
        pins.tagSeen(tag, entry.digest());
    }

    @Override
    public void removeTag(Reference.ByTag tag) throws IOException {
        records.removeTag(tag);
    }
}
