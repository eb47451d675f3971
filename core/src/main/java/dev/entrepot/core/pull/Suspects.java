package dev.entrepot.core.pull;

import dev.entrepot.core.blob.BlobStore;
import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.blob.Pace;
import dev.entrepot.core.oci.Digest;

/** Held blobs that look damaged: reading one to its end tells, and one that is gets out of the way. */
final class Suspects {

    private final BlobStore store;
    private final SingleFlight<Digest, Boolean> examinations = new SingleFlight<>();

    Suspects(BlobStore store) {
        this.store = store;
    }

    /**
     * Whether it is damaged, or not known to be whole by the deadline. What is damaged is not held any more when this
     * returns. One examination of a digest at a time, however many ask; whoever begins it stays to its end.
     */
    boolean isDamaged(Digest digest, Deadline deadline) {
        return examinations.fly(digest, deadline, () -> examine(digest), () -> true);
    }

    private boolean examine(Digest digest) {
        return switch (store.isSound(digest, Pace.FULL)) {
            case Lookup.Found<Boolean> found -> {
                if (!found.value()) {
                    store.quarantine(digest, "its bytes are not those of its digest, or cannot be read");
                }
                yield !found.value();
            }
            case Lookup.Absent<Boolean> gone -> true;
            // Nobody can tell, and its size is wrong: it is not shown for whole.
            case Lookup.Unreachable<Boolean> disk -> true;
        };
    }
}
