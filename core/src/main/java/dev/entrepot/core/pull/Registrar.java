package dev.entrepot.core.pull;

import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.blob.Manifest;
import dev.entrepot.core.blob.ManifestSource;
import dev.entrepot.core.blob.RemoteBlob;
import dev.entrepot.core.index.BlobRecord;
import dev.entrepot.core.index.GoneTag;
import dev.entrepot.core.index.IndexUnavailableException;
import dev.entrepot.core.index.Link;
import dev.entrepot.core.index.ManifestRecord;
import dev.entrepot.core.index.TagEntry;
import dev.entrepot.core.index.TagRecord;
import dev.entrepot.core.oci.Descriptor;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.oci.Repository;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down what was learnt, in the record files first (they are the truth) and in the index second. A record that
 * cannot be written never spoils an answer: the bytes are safe, and what is not recorded is asked for again.
 */
final class Registrar {

    private static final Logger LOG = LoggerFactory.getLogger(Registrar.class);

    private final PullPorts ports;
    private final ManifestReader reader;

    Registrar(PullPorts ports, ManifestReader reader) {
        this.ports = ports;
        this.reader = reader;
    }

    /**
     * A source answered for a blob through this repository. A bucket has what it was given by anybody, so its answer proves
     * nothing.
     *
     * @param size bytes, -1 where nobody has said
     */
    void answered(Repository repository, Digest digest, long size, RemoteBlob answer) {
        if (answer.origin() == Dependency.UPSTREAM) {
            provenBlob(repository, digest, size, answer.isPublic());
        }
    }

    /** The upstream answered for a blob through this repository. */
    void provenBlob(Repository repository, Digest digest, long size, boolean isPublic) {
        Optional<Digest> via = via(repository, digest);
        via.ifPresent(
                manifest -> writing(digest, () -> ports.records().proveChild(repository, manifest, digest, isPublic)));
        writing(digest, () -> ports.links().prove(repository, digest, Link.provenBlob(size, via)));
        if (isPublic
                && ports.blobs().find(digest) instanceof Lookup.Found<BlobRecord> held
                && !held.value().isPublic()) {
            writing(
                    digest,
                    () -> ports.blobs().put(digest, new BlobRecord(held.value().size(), true)));
        }
    }

    /** From the record files while the index cannot be asked: a proof that only the index had would be lost with it. */
    private Optional<Digest> via(Repository repository, Digest digest) {
        Lookup<Link> known = ports.links().find(repository, digest);
        if (known instanceof Lookup.Unreachable<Link>) {
            known = ports.records().link(repository, digest);
        }
        return known instanceof Lookup.Found<Link> found ? found.value().via() : Optional.empty();
    }

    void held(Digest digest, long size, boolean isPublic) {
        writing(digest, () -> ports.blobs().put(digest, new BlobRecord(size, isPublic)));
    }

    /** The upstream answered for a manifest through this repository; its bytes are held. */
    void provenManifest(Repository repository, ManifestSource.Fetched fetched) {
        Manifest manifest = fetched.manifest();
        Digest digest = manifest.digest();
        List<ManifestRecord.Child> children = reader.children(manifest);
        ManifestRecord record = new ManifestRecord(manifest.mediaType(), manifest.size(), fetched.isPublic(), children);
        writing(
                digest,
                () -> ports.records().putManifest(repository, digest, keepingProofs(repository, digest, record)));
        writing(digest, () -> ports.blobs().put(digest, new BlobRecord(manifest.size(), fetched.isPublic())));
        writing(digest, () -> ports.links().claim(repository, claims(digest, children)));
        writing(
                digest,
                () -> ports.links()
                        .prove(repository, digest, Link.provenManifest(manifest.size(), manifest.mediaType())));
    }

    /** Fetched again after an eviction it names the same children: what was proven of them stays so. */
    private ManifestRecord keepingProofs(Repository repository, Digest digest, ManifestRecord fetched) {
        ManifestRecord record = fetched;
        if (ports.records().manifest(repository, digest) instanceof Lookup.Found<ManifestRecord> before) {
            for (ManifestRecord.Child child : before.value().children()) {
                if (child.proven()) {
                    record = record.proving(child.descriptor().digest(), child.isPublic());
                }
            }
        }
        return record;
    }

    /** Unless somebody asked later and was answered sooner. */
    void tag(Reference.ByTag tag, TagEntry entry, Instant now) {
        if (isOvertaken(tag, entry.checked(), now)) {
            return;
        }
        writing(tag, () -> ports.records().putTag(tag, entry));
        writing(tag, () -> ports.tags().put(tag, entry));
    }

    /**
     * The upstream, asked at {@code asked}, says that there is none any more; that stays on record, since others may remember
     * it still. Unless somebody asked later and was answered sooner.
     */
    void goneTag(Reference.ByTag tag, Instant asked, Instant now) {
        if (isOvertaken(tag, asked, now)) {
            return;
        }
        writing(tag, () -> putGone(tag, asked));
        writing(tag, () -> ports.tags().remove(tag));
    }

    /** As if it had never been asked for: that it is gone is not certain enough to be told to others. */
    void forgetTag(Reference.ByTag tag, Instant asked, Instant now) {
        if (isOvertaken(tag, asked, now)) {
            return;
        }
        writing(tag, () -> ports.records().removeTag(tag));
        writing(tag, () -> ports.tags().remove(tag));
    }

    /** A full disk takes no new record, but lets go of the old one. */
    private void putGone(Reference.ByTag tag, Instant asked) throws IOException {
        try {
            ports.records().putTag(tag, new GoneTag(asked));
        } catch (IOException e) {
            LOG.warn("that {} is gone could not be recorded, its record is removed instead: {}", tag, e.toString());
            ports.records().removeTag(tag);
        }
    }

    /** A time to come is that of a clock that was wrong, and keeps nothing. */
    private boolean isOvertaken(Reference.ByTag tag, Instant asked, Instant now) {
        return ports.records().tagRecord(tag) instanceof Lookup.Found<TagRecord> known
                && known.value().checked().isAfter(asked)
                && !known.value().checked().isAfter(now);
    }

    private static Map<Digest, Link> claims(Digest manifest, List<ManifestRecord.Child> children) {
        Map<Digest, Link> claims = new LinkedHashMap<>();
        for (ManifestRecord.Child child : children) {
            Descriptor descriptor = child.descriptor();
            Link claim = child.role() == Link.Role.MANIFEST
                    ? Link.claimedManifest(descriptor.size(), descriptor.mediaType(), manifest)
                    : Link.claimedBlob(descriptor.size(), manifest);
            claims.putIfAbsent(descriptor.digest(), claim);
        }
        return claims;
    }

    private interface Writing {
        void run() throws IOException;
    }

    private static void writing(Object what, Writing writing) {
        try {
            writing.run();
        } catch (IOException | IndexUnavailableException e) {
            LOG.warn("could not record {}: {}", what, e.toString());
        }
    }
}
