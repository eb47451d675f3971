package dev.entrepot.core.fsck;

import dev.entrepot.core.blob.Leftovers;
import dev.entrepot.core.blob.Manifest;
import dev.entrepot.core.blob.Pace;
import dev.entrepot.core.index.BlobRecord;
import dev.entrepot.core.index.Link;
import dev.entrepot.core.index.ManifestRecord;
import dev.entrepot.core.index.TagEntry;
import dev.entrepot.core.oci.Descriptor;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.oci.Repository;
import dev.entrepot.core.pull.PullPorts;
import dev.entrepot.testkit.blob.Bytes;
import dev.entrepot.testkit.blob.InMemoryRecords;
import dev.entrepot.testkit.blob.TempFileBlobStore;
import dev.entrepot.testkit.index.InMemoryIndex;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One image, held and known as it should be: a manifest, a layer, and a tag. */
final class FsckWorld implements Leftovers {

    static final Repository APP = new Repository("docker.io", "library/app");
    static final Reference.ByTag TAG = new Reference.ByTag(APP, "1");
    static final String TYPE = "application/vnd.oci.image.manifest.v1+json";

    final byte[] layer = Bytes.some(100_000);
    final byte[] manifest = Bytes.some(300);
    final Digest layerDigest = Digest.sha256(layer);
    final Digest manifestDigest = Digest.sha256(manifest);
    final TagEntry entry = TagEntry.first(manifestDigest, Instant.EPOCH);
    final InMemoryIndex index = new InMemoryIndex();
    final InMemoryRecords records = new InMemoryRecords();
    final List<Leftover> leftovers = new ArrayList<>();
    final TempFileBlobStore store;

    FsckWorld(Path folder) throws IOException {
        store = new TempFileBlobStore(folder);
        store.put(layerDigest, ByteBuffer.wrap(layer));
        store.put(manifestDigest, ByteBuffer.wrap(manifest));
        index.blobs().put(layerDigest, new BlobRecord(layer.length, true));
        index.blobs().put(manifestDigest, new BlobRecord(manifest.length, true));
        records.putManifest(APP, manifestDigest, record());
        index.links().prove(APP, manifestDigest, Link.provenManifest(manifest.length, TYPE));
        index.links().claim(APP, Map.of(layerDigest, Link.claimedBlob(layer.length, manifestDigest)));
        index.links().prove(APP, layerDigest, Link.provenBlob(layer.length, Optional.of(manifestDigest)));
        records.putTag(TAG, entry);
        index.tags().put(TAG, entry);
    }

    ManifestRecord record() {
        return new ManifestRecord(TYPE, manifest.length, true, List.of(child(true)));
    }

    private ManifestRecord.Child child(boolean proven) {
        Descriptor descriptor = new Descriptor("application/octet-stream", layerDigest, layer.length);
        return new ManifestRecord.Child(descriptor, Link.Role.BLOB, proven, proven);
    }

    /** As if every manifest named the layer. */
    private List<ManifestRecord.Child> children(Manifest ignored) {
        return List.of(child(false));
    }

    FsckSources sources() {
        PullPorts ports = new PullPorts(store, index.blobs(), index.links(), index.tags(), records);
        return new FsckSources(ports, store, records, index.catalog(), this, this::children);
    }

    FsckReport check() throws IOException, InterruptedException {
        return check(false, false);
    }

    FsckReport repair() throws IOException, InterruptedException {
        return check(true, false);
    }

    FsckReport check(boolean repair, boolean verifyDigests) throws IOException, InterruptedException {
        FsckOptions options = new FsckOptions(repair, verifyDigests);
        return new Fsck(sources(), options, Grace.NONE, FsckJournal.NONE, Pace.FULL).run();
    }

    @Override
    public List<Leftover> find() {
        return List.copyOf(leftovers);
    }

    @Override
    public void remove(Leftover leftover) {
        leftovers.remove(leftover);
    }
}
