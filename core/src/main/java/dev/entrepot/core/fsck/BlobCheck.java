package dev.entrepot.core.fsck;

import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.index.BlobRecord;
import dev.entrepot.core.oci.Digest;
import java.io.IOException;
import java.util.List;

/** Files against the index, and against their own names. */
final class BlobCheck {

    private final FsckSources sources;
    private final boolean verifiesDigests;
    private final FsckTally tally;
    private final Glance glance;

    BlobCheck(FsckSources sources, boolean verifiesDigests, FsckTally tally, Glance glance) {
        this.sources = sources;
        this.verifiesDigests = verifiesDigests;
        this.tally = tally;
        this.glance = glance;
    }

    void run(List<Digest> some) throws InterruptedException {
        for (Digest digest : glance.wrong(some, this::isUnknown)) {
            tally.found(
                    Finding.Kind.FILE_WITHOUT_RECORD,
                    digest,
                    "the index does not know it",
                    () -> registerOrQuarantine(digest));
        }
        for (Digest digest : glance.wrong(some, this::hasAnotherSize)) {
            tally.found(
                    Finding.Kind.WRONG_SIZE,
                    digest,
                    "the file has " + sizeOf(digest) + " bytes, the index says " + registered(digest),
                    () -> registerOrQuarantine(digest));
        }
        for (Digest digest : some) {
            if (verifiesDigests) {
                verify(digest);
            }
            tally.blob();
        }
    }

    private boolean isUnknown(Digest digest) {
        return switch (sources.ports().blobs().find(digest)) {
            case Lookup.Found<BlobRecord> found -> false;
            case Lookup.Absent<BlobRecord> absent -> sources.files().size(digest) instanceof Lookup.Found<Long>;
            case Lookup.Unreachable<BlobRecord> down -> {
                tally.problem("the index", down.cause());
                yield false;
            }
        };
    }

    private boolean hasAnotherSize(Digest digest) {
        long registered = registered(digest);
        long size = sizeOf(digest);
        return registered >= 0 && size >= 0 && registered != size;
    }

    private long registered(Digest digest) {
        return sources.ports().blobs().find(digest) instanceof Lookup.Found<BlobRecord> held
                ? held.value().size()
                : -1;
    }

    private long sizeOf(Digest digest) {
        return switch (sources.files().size(digest)) {
            case Lookup.Found<Long> found -> found.value();
            case Lookup.Absent<Long> absent -> -1;
            case Lookup.Unreachable<Long> disk -> {
                tally.problem(digest, disk.cause());
                yield -1;
            }
        };
    }

    /** Only its digest tells whether it may be served. */
    private void registerOrQuarantine(Digest digest) throws IOException {
        if (!isSound(digest)) {
            quarantine(digest, "found by fsck: its bytes are not those of its digest");
        } else if (sources.files().size(digest) instanceof Lookup.Found<Long> size) {
            sources.ports().blobs().put(digest, new BlobRecord(size.value(), false));
        }
    }

    private void verify(Digest digest) throws InterruptedException {
        try {
            if (sources.files().size(digest) instanceof Lookup.Found<Long> && !isSound(digest)) {
                tally.found(
                        Finding.Kind.WRONG_DIGEST,
                        digest,
                        "its bytes are others, or cannot be read",
                        () -> quarantine(digest, "found by fsck: its bytes are not those of its digest"));
            }
        } catch (IOException e) {
            tally.problem(digest, e);
        }
    }

    /** True also when it is gone meanwhile. */
    private boolean isSound(Digest digest) throws IOException {
        return switch (sources.ports().store().isSound(digest, glance.pace())) {
            case Lookup.Found<Boolean> found -> found.value();
            case Lookup.Absent<Boolean> gone -> true;
            case Lookup.Unreachable<Boolean> disk -> throw new IOException("it cannot be read", disk.cause());
        };
    }

    private void quarantine(Digest digest, String why) throws IOException {
        if (sources.ports().store().quarantine(digest, why) instanceof Lookup.Unreachable<Long> disk) {
            throw new IOException("it cannot be put aside", disk.cause());
        }
        sources.ports().blobs().remove(digest);
    }
}
