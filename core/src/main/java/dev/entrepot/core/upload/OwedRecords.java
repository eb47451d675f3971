package dev.entrepot.core.upload;

import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.index.ManifestRecord;
import dev.entrepot.core.index.RelayedRecords;
import dev.entrepot.core.index.RepositoryRecords;
import dev.entrepot.core.index.TagRecord;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.oci.Repository;
import java.io.IOException;

/**
 * Records of which every change is owed to the bucket, also that a tag is gone. What is removed here stays there: others may
 * lean on it.
 */
public final class OwedRecords extends RelayedRecords {

    private final Outbox outbox;

    public OwedRecords(RepositoryRecords records, Outbox outbox) {
        super(records);
        this.outbox = outbox;
    }

    @Override
    public void putManifest(Repository repository, Digest digest, ManifestRecord manifest) throws IOException {
        super.putManifest(repository, digest, manifest);
        changed(new Reference.ByDigest(repository, digest));
    }

    @Override
    public void proveChild(Repository repository, Digest manifest, Digest child, boolean isPublic) throws IOException {
        super.proveChild(repository, manifest, child, isPublic);
        changed(new Reference.ByDigest(repository, manifest));
    }

    /** What lies on the disk is what counts: it keeps proofs that {@code manifest} as it was given may lack. */
    private void changed(Reference.ByDigest reference) {
        if (!outbox.isOwed(new UploadItem.ManifestNote(reference))
                && manifest(reference.repository(), reference.digest()) instanceof Lookup.Found<ManifestRecord> now) {
            outbox.changed(reference, now.value());
        }
    }

    @Override
    public void putTag(Reference.ByTag tag, TagRecord record) throws IOException {
        super.putTag(tag, record);
        outbox.changed(tag, record);
    }
}
