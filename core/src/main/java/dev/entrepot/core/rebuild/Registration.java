package dev.entrepot.core.rebuild;

import dev.entrepot.core.blob.BlobCatalog;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.blob.Pace;
import dev.entrepot.core.index.BlobRecord;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.pull.PullPorts;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes into the index which blobs are held. */
final class Registration {

    /** Nobody says how long it must be. */
    static final long ANY_SIZE = -1;

    private static final Logger LOG = LoggerFactory.getLogger(Registration.class);

    private final PullPorts ports;
    private final BlobCatalog files;
    private final RebuildTally tally;

    Registration(PullPorts ports, BlobCatalog files, RebuildTally tally) {
        this.ports = ports;
        this.files = files;
        this.tally = tally;
    }

    /**
     * Does nothing where it is not held, or is registered already.
     *
     * @param size bytes as a record says, which may be a lie: then its digest decides
     */
    void register(Digest digest, long size, boolean isPublic) throws InterruptedException {
        if (isRegistered(digest, isPublic)) {
            return;
        }
        switch (files.size(digest)) {
            case Lookup.Found<Long> found -> {
                if (size == ANY_SIZE || size == found.value() || isSound(digest)) {
                    put(digest, new BlobRecord(found.value(), isPublic));
                }
            }
            case Lookup.Absent<Long> absent -> {}
            case Lookup.Unreachable<Long> disk -> problem(digest, disk.cause());
        }
    }

    private boolean isRegistered(Digest digest, boolean isPublic) {
        return ports.blobs().find(digest) instanceof Lookup.Found<BlobRecord> held
                && (held.value().isPublic() || !isPublic);
    }

    private boolean isSound(Digest digest) {
        return switch (ports.store().isSound(digest, Pace.FULL)) {
            case Lookup.Found<Boolean> found -> {
                if (!found.value()) {
                    ports.store().quarantine(digest, "it has another size than its record says, and another digest");
                    tally.damaged();
                }
                yield found.value();
            }
            case Lookup.Absent<Boolean> gone -> false;
            case Lookup.Unreachable<Boolean> disk -> {
                problem(digest, disk.cause());
                yield false;
            }
        };
    }

    /** It may have been evicted between the look at its file and the record, and would be registered for ever. */
    private void put(Digest digest, BlobRecord record) throws InterruptedException {
        ports.blobs().put(digest, record);
        if (files.size(digest) instanceof Lookup.Absent<Long>) {
            ports.blobs().remove(digest);
        }
        tally.blob();
    }

    private void problem(Object what, Throwable cause) {
        LOG.warn("{} cannot be read: {}", what, cause.toString());
        tally.problem();
    }
}
