package dev.entrepot.core.fsck;

import dev.entrepot.core.blob.LocalBlob;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.blob.Manifest;
import dev.entrepot.core.index.BlobRecord;
import dev.entrepot.core.index.Link;
import dev.entrepot.core.index.ManifestRecord;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Repository;
import dev.entrepot.core.pull.PullPorts;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** Records of manifests, made again from their bytes. */
final class Manifests {

    private final FsckSources sources;

    Manifests(FsckSources sources) {
        this.sources = sources;
    }

    /** Neither a record nor the index has heard of it; what cannot be read may have. */
    static boolean isUnknown(PullPorts ports, Repository repository, Digest digest) {
        return ports.records().manifest(repository, digest) instanceof Lookup.Absent<ManifestRecord>
                && ports.links().find(repository, digest) instanceof Lookup.Absent<Link>;
    }

    /** Writes the record of a manifest that the index has proven; without its bytes the proof is worth nothing, and goes. */
    void recordAgain(Repository repository, Digest digest, Link link) throws IOException {
        Optional<ByteBuffer> bytes = bytes(digest);
        if (bytes.isEmpty()) {
            sources.ports().links().remove(repository, digest);
            return;
        }
        Manifest manifest = new Manifest(digest, link.mediaType().orElse(""), bytes.get());
        List<ManifestRecord.Child> children = sources.reader().children(manifest).stream()
                .map(child -> asLinked(repository, child))
                .toList();
        sources.ports()
                .records()
                .putManifest(
                        repository,
                        digest,
                        new ManifestRecord(manifest.mediaType(), manifest.size(), isPublic(digest), children));
    }

    private ManifestRecord.Child asLinked(Repository repository, ManifestRecord.Child child) {
        Digest digest = child.descriptor().digest();
        boolean proven = sources.ports().links().find(repository, digest) instanceof Lookup.Found<Link> link
                && link.value().isProven();
        return new ManifestRecord.Child(child.descriptor(), child.role(), proven, proven && isPublic(digest));
    }

    private boolean isPublic(Digest digest) {
        return sources.ports().blobs().find(digest) instanceof Lookup.Found<BlobRecord> held
                && held.value().isPublic();
    }

    /** Empty where it is not held, or is not what it should be. */
    private Optional<ByteBuffer> bytes(Digest digest) throws IOException {
        return switch (sources.ports().store().find(digest)) {
            case Lookup.Found<LocalBlob> found -> {
                try (LocalBlob blob = found.value()) {
                    yield blob.size() > Manifest.MAX_SIZE
                            ? Optional.empty()
                            : Optional.of(blob.content())
                                    .filter(bytes ->
                                            Digest.of(digest.algorithm(), bytes).equals(digest));
                } catch (EOFException e) {
                    yield Optional.empty();
                }
            }
            case Lookup.Absent<LocalBlob> absent -> Optional.empty();
            case Lookup.Unreachable<LocalBlob> disk -> throw new IOException("it cannot be read", disk.cause());
        };
    }
}
