package dev.entrepot.core.pull;

import dev.entrepot.core.blob.BlobStore;
import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.blob.Pace;
import dev.entrepot.core.oci.Digest;

/** Held blobs that look damaged: reading one to its end tells, and one that is gets out of the way. */
final class Suspects {

    enum Verdict {
        SOUND,

        /** It was damaged, and is not held any more. */
        GONE,

        /** Not shown to be whole, and the disk cannot examine it or put it aside: it lies where another should. */
        IN_THE_WAY
    }

    private final BlobStore store;
    private final SingleFlight<Digest, Verdict> examinations = new SingleFlight<>();

    Suspects(BlobStore store) {
        this.store = store;
    }

    /**
     * In the way, too, where it is not known by the deadline. One examination of a digest at a time, however many ask;
     * whoever begins it stays to its end.
     */
    Verdict examine(Digest digest, Deadline deadline) {
        return examinations.fly(digest, deadline, () -> examine(digest), () -> Verdict.IN_THE_WAY);
    }

    private Verdict examine(Digest digest) {
        return switch (store.isSound(digest, Pace.FULL)) {
            case Lookup.Found<Boolean> found -> found.value() ? Verdict.SOUND : putAside(digest);
            case Lookup.Absent<Boolean> gone -> Verdict.GONE;
            case Lookup.Unreachable<Boolean> disk -> Verdict.IN_THE_WAY;
        };
    }

    private Verdict putAside(Digest digest) {
        Lookup<Long> aside = store.quarantine(digest, "its bytes are not those of its digest, or cannot be read");
        return aside instanceof Lookup.Unreachable<Long> ? Verdict.IN_THE_WAY : Verdict.GONE;
    }
}
