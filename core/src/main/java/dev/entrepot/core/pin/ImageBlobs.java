package dev.entrepot.core.pin;

import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.index.Link;
import dev.entrepot.core.index.ManifestRecord;
import dev.entrepot.core.index.RepositoryRecords;
import dev.entrepot.core.oci.Descriptor;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Repository;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads what belongs to an image from the records of its manifests. */
final class ImageBlobs {

    private final RepositoryRecords records;
    private final UnrecordedManifests unrecorded;

    ImageBlobs(RepositoryRecords records, UnrecordedManifests unrecorded) {
        this.records = records;
        this.unrecorded = unrecorded;
    }

    /**
     * Everything that leads from {@code root}, itself included, with its size; a manifest that was not pulled leads nowhere.
     *
     * @throws IOException when a record cannot be read: what it names would be missing
     */
    Map<Digest, Long> of(Repository repository, Digest root) throws IOException {
        Map<Digest, Long> blobs = new LinkedHashMap<>();
        Deque<Digest> manifests = new ArrayDeque<>();
        blobs.put(root, 0L);
        manifests.push(root);
        while (!manifests.isEmpty()) {
            Digest digest = manifests.pop();
            switch (records.manifest(repository, digest)) {
                case Lookup.Found<ManifestRecord> found -> {
                    blobs.put(digest, found.value().size());
                    add(found.value().children(), blobs, manifests);
                }
                case Lookup.Absent<ManifestRecord> unknown -> add(unrecorded.children(digest), blobs, manifests);
                case Lookup.Unreachable<ManifestRecord> disk ->
                    throw new IOException("the record of " + digest + " cannot be read", disk.cause());
            }
        }
        return blobs;
    }

    private static void add(List<ManifestRecord.Child> children, Map<Digest, Long> blobs, Deque<Digest> manifests) {
        for (ManifestRecord.Child child : children) {
            Descriptor named = child.descriptor();
            if (blobs.putIfAbsent(named.digest(), named.size()) == null && child.role() == Link.Role.MANIFEST) {
                manifests.push(named.digest());
            }
        }
    }
}
