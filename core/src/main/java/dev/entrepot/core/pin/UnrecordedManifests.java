package dev.entrepot.core.pin;

import dev.entrepot.core.blob.BlobStore;
import dev.entrepot.core.blob.LocalBlob;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.blob.Manifest;
import dev.entrepot.core.index.ManifestRecord;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.pull.ManifestReader;
import java.io.IOException;
import java.util.List;

/**
 * What manifests without a record name, from their bytes. Records are not forced to the disk and blobs are: after a power
 * cut the manifest of a pinned image may be there without its record.
 */
public final class UnrecordedManifests {

    private final BlobStore store;
    private final ManifestReader reader;

    public UnrecordedManifests(BlobStore store, ManifestReader reader) {
        this.store = store;
        this.reader = reader;
    }

    /**
     * Nothing for what is not held.
     *
     * @throws IOException when it cannot be read: what it names would be missing
     */
    List<ManifestRecord.Child> children(Digest digest) throws IOException {
        return switch (store.find(digest)) {
            case Lookup.Found<LocalBlob> found -> {
                try (LocalBlob blob = found.value()) {
                    yield blob.size() > Manifest.MAX_SIZE
                            ? List.of()
                            : reader.children(new Manifest(digest, "", blob.content()));
                }
            }
            case Lookup.Absent<LocalBlob> gone -> List.of();
            case Lookup.Unreachable<LocalBlob> disk ->
                throw new IOException("the manifest " + digest + " cannot be read", disk.cause());
        };
    }
}
