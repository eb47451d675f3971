package dev.entrepot.core.pull;

import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.index.BlobIndex;
import dev.entrepot.core.index.BlobLinks;
import dev.entrepot.core.index.BlobRecord;
import dev.entrepot.core.index.Link;
import dev.entrepot.core.index.RepositoryRecords;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Repository;
import java.util.Optional;

/**
 * Does this digest belong to this repository? A digest is not a permission (design, section 6): whoever can push
 * somewhere can name a private layer, so a claim is enough only for a blob that was once had without credentials.
 *
 * <p>With the index down the record files are asked; what they do not prove counts as unproven, and then only the
 * upstream can say.
 */
final class Gate {

    private final BlobLinks links;
    private final BlobIndex blobs;
    private final RepositoryRecords records;

    Gate(PullPorts ports) {
        this.links = ports.links();
        this.blobs = ports.blobs();
        this.records = ports.records();
    }

    enum Verdict {
        /** It belongs to the repository. */
        ADMITTED,
        /** Named by a manifest of the repository, but private or not held: the upstream has to say so. */
        CLAIMED,
        /** Nothing is known; the upstream has to say so. */
        UNPROVEN
    }

    /**
     * The verdict with what the link says.
     *
     * @param size bytes, -1 when no link tells
     */
    record Pass(Verdict verdict, Optional<Link> link, long size) {

        boolean admitted() {
            return verdict == Verdict.ADMITTED;
        }

        boolean hasRole(Link.Role role) {
            return link.isPresent() && link.get().role() == role;
        }
    }

    /** From memory; false also means "not known here". Safe on an event loop. */
    boolean admitsNow(Repository repository, Digest digest, Link.Role role) {
        Optional<Link> link = links.ready(repository, digest);
        if (link.isEmpty() || link.get().role() != role) {
            return false;
        }
        return link.get().isProven()
                || blobs.ready(digest).map(BlobRecord::isPublic).orElse(false);
    }

    Pass pass(Repository repository, Digest digest) {
        Lookup<Link> found = links.find(repository, digest);
        if (found instanceof Lookup.Unreachable<Link>) {
            found = records.link(repository, digest);
        }
        if (!(found instanceof Lookup.Found<Link> linked)) {
            return new Pass(Verdict.UNPROVEN, Optional.empty(), -1);
        }
        Link link = linked.value();
        boolean admitted = link.isProven() || isPublic(digest);
        return new Pass(admitted ? Verdict.ADMITTED : Verdict.CLAIMED, Optional.of(link), link.size());
    }

    /** Whether the index knows of the blob, and so the store has compared its size when it opened it. */
    boolean isRegistered(Digest digest) {
        return blobs.find(digest) instanceof Lookup.Found<BlobRecord>;
    }

    private boolean isPublic(Digest digest) {
        return blobs.find(digest) instanceof Lookup.Found<BlobRecord> held
                && held.value().isPublic();
    }
}
