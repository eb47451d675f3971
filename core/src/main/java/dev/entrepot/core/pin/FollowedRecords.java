package dev.entrepot.core.pin;

import dev.entrepot.core.index.ManifestRecord;
import dev.entrepot.core.index.RelayedRecords;
import dev.entrepot.core.index.RepositoryRecords;
import dev.entrepot.core.index.TagEntry;
import dev.entrepot.core.index.TagRecord;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.oci.Repository;
import java.io.IOException;

/** Records whose changes pins follow. A tag that is taken away leaves pinned what it named last. */
public final class FollowedRecords extends RelayedRecords {

    private final Pins pins;

    public FollowedRecords(RepositoryRecords records, Pins pins) {
        super(records);
        this.pins = pins;
    }

    @Override
    public void putManifest(Repository repository, Digest digest, ManifestRecord manifest) throws IOException {
        super.putManifest(repository, digest, manifest);
        pins.manifestCame(repository, digest);
    }

    @Override
    public void putTag(Reference.ByTag tag, TagRecord record) throws IOException {
        super.putTag(tag, record);
        if (record instanceof TagEntry entry) {
            pins.tagSeen(tag, entry.digest());
        }
    }
}
