package dev.entrepot.core.upload;

import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.index.Link;
import dev.entrepot.core.index.ManifestRecord;
import dev.entrepot.core.index.RepositoryRecords;
import dev.entrepot.core.index.TagEntry;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.oci.Repository;
import java.io.IOException;

/** Records of which every change is owed to the bucket. What is removed here stays there: others may lean on it. */
public final class OwedRecords implements RepositoryRecords {

    private final RepositoryRecords records;
    private final Outbox outbox;

    public OwedRecords(RepositoryRecords records, Outbox outbox) {
        this.records = records;
        this.outbox = outbox;
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
        changed(new Reference.ByDigest(repository, digest));
    }

    @Override
    public void removeManifest(Repository repository, Digest digest) throws IOException {
        records.removeManifest(repository, digest);
    }

    @Override
    public void proveChild(Repository repository, Digest manifest, Digest child, boolean isPublic) throws IOException {
        records.proveChild(repository, manifest, child, isPublic);
        changed(new Reference.ByDigest(repository, manifest));
    }

    /** What lies on the disk is what counts: it keeps proofs that {@code manifest} as it was given may lack. */
    private void changed(Reference.ByDigest reference) {
        if (!outbox.isOwed(new UploadItem.ManifestNote(reference))
                && records.manifest(reference.repository(), reference.digest())
                        instanceof Lookup.Found<ManifestRecord> now) {
            outbox.changed(reference, now.value());
        }
    }

    @Override
    public void putTag(Reference.ByTag tag, TagEntry entry) throws IOException {
        records.putTag(tag, entry);
        outbox.changed(tag, entry);
    }

    @Override
    public void removeTag(Reference.ByTag tag) throws IOException {
        records.removeTag(tag);
    }
}
