package dev.entrepot.core.explain;

import dev.entrepot.core.blob.BlobStore;
import dev.entrepot.core.blob.LocalBlob;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.explain.Explanation.Next;
import dev.entrepot.core.explain.Explanation.Part;
import dev.entrepot.core.explain.Explanation.Where;
import dev.entrepot.core.index.BlobRecord;
import dev.entrepot.core.index.Link;
import dev.entrepot.core.index.ManifestRecord;
import dev.entrepot.core.oci.Descriptor;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Repository;
import dev.entrepot.core.pin.Pins;
import dev.entrepot.core.pull.Download;
import dev.entrepot.core.pull.Downloads;
import dev.entrepot.core.pull.PullPorts;
import dev.entrepot.core.upload.UploadEntry;
import dev.entrepot.core.upload.UploadItem;
import dev.entrepot.core.upload.UploadQueue;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A manifest and everything that leads from it over the record files, with where it is. */
public final class Parts {

    /** Of one image; an index of twenty platforms has some two hundred. */
    private static final int MOST = 2000;

    private final PullPorts ports;
    private final Downloads downloads;
    private final Optional<UploadQueue> bucket;
    private final Pins pins;

    /**
     * @param ports with a store that takes a look for no use
     * @param bucket what is known to lie there
     */
    public Parts(PullPorts ports, Downloads downloads, Optional<UploadQueue> bucket, Pins pins) {
        this.ports = ports;
        this.downloads = downloads;
        this.bucket = bucket;
        this.pins = pins;
    }

    private record Named(Descriptor descriptor, Link.Role role, int depth) {}

    List<Part> of(Repository repository, Digest root, Unread unread) {
        List<Part> parts = new ArrayList<>();
        Set<Digest> seen = new HashSet<>();
        Deque<Named> toVisit = new ArrayDeque<>();
        toVisit.push(new Named(new Descriptor("", root, -1), Link.Role.MANIFEST, 0));
        while (!toVisit.isEmpty() && parts.size() < MOST) {
            Named named = toVisit.pop();
            if (seen.add(named.descriptor().digest())) {
                Optional<ManifestRecord> record = record(repository, named, unread);
                parts.add(part(repository, named, record, unread));
                record.map(ManifestRecord::children).orElse(List.of()).reversed().stream()
                        .map(child -> new Named(child.descriptor(), child.role(), named.depth() + 1))
                        .forEach(toVisit::push);
            }
        }
        return parts;
    }

    private Optional<ManifestRecord> record(Repository repository, Named named, Unread unread) {
        return named.role() == Link.Role.MANIFEST
                ? unread.found(
                        ports.records().manifest(repository, named.descriptor().digest()))
                : Optional.empty();
    }

    private Part part(Repository repository, Named named, Optional<ManifestRecord> record, Unread unread) {
        Digest digest = named.descriptor().digest();
        Optional<Link.Standing> link = unread.found(link(repository, digest)).map(Link::standing);
        boolean isPublic = unread.found(ports.blobs().find(digest))
                .map(BlobRecord::isPublic)
                .orElse(false);
        boolean isAdmitted = link.isPresent() && (isPublic || link.get() == Link.Standing.PROVEN);
        Where where = where(digest, unread);
        return new Part(
                digest,
                named.depth(),
                named.role(),
                record.map(ManifestRecord::mediaType).orElse(named.descriptor().mediaType()),
                record.map(ManifestRecord::size).orElse(named.descriptor().size()),
                where,
                link,
                isPublic,
                pins.isPinned(digest),
                next(where, isAdmitted));
    }

    /** As the gate finds it: the index, else the record files. */
    private Lookup<Link> link(Repository repository, Digest digest) {
        Lookup<Link> found = ports.links().find(repository, digest);
        return found instanceof Lookup.Unreachable<Link> ? ports.records().link(repository, digest) : found;
    }

    private Where where(Digest digest, Unread unread) {
        return switch (find(ports.store(), digest)) {
            case Lookup.Found<Long> size -> new Where.OnDisk();
            case Lookup.Absent<Long> absent -> elsewhere(digest, unread);
            case Lookup.Unreachable<Long> disk ->
                new Where.Unknown("the disk: " + disk.cause().getMessage());
        };
    }

    private static Lookup<Long> find(BlobStore store, Digest digest) {
        return switch (store.find(digest)) {
            case Lookup.Found<LocalBlob> found -> {
                try (LocalBlob blob = found.value()) {
                    yield Lookup.found(blob.size());
                }
            }
            case Lookup.Absent<LocalBlob> absent -> Lookup.absent();
            case Lookup.Unreachable<LocalBlob> disk -> Lookup.unreachable(disk.dependency(), disk.cause());
        };
    }

    private Where elsewhere(Digest digest, Unread unread) {
        Optional<Download> arriving = downloads.underWay(digest);
        if (arriving.isPresent()) {
            return new Where.Arriving(arriving.get().progress().available());
        }
        return isInBucket(digest, unread) ? new Where.InBucket() : new Where.Absent();
    }

    private boolean isInBucket(Digest digest, Unread unread) {
        return bucket.flatMap(queue -> unread.found(queue.find(new UploadItem.Blob(digest))))
                .map(entry -> entry.standing() instanceof UploadEntry.Stored)
                .orElse(false);
    }

    private static Next next(Where where, boolean isAdmitted) {
        return switch (where) {
            case Where.OnDisk here -> isAdmitted ? Next.SERVED : Next.PROVEN;
            case Where.Arriving coming -> Next.JOINED;
            case Where.InBucket stored -> isAdmitted ? Next.RECALLED : Next.FETCHED;
            case Where.Absent nowhere -> Next.FETCHED;
            case Where.Unknown unknown -> Next.FETCHED;
        };
    }
}
