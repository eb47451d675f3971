package dev.entrepot.core.pull;

import dev.entrepot.core.blob.CorruptBlobException;
import dev.entrepot.core.diagnosis.Passage;
import dev.entrepot.core.oci.Repository;

/** Hears of fills, their readers and windows; for metrics. Called on the thread that does it; must not block or throw. */
public interface PullObserver {

    PullObserver NOOP = new PullObserver() {
        @Override
        public void fillStarted(Download download) {}

        @Override
        public void fillEnded(Download download, FillEnd how) {}

        @Override
        public void windowOpened(Repository repository) {}
    };

    /** What a fill came to. */
    enum FillEnd {
        STORED,
        /** Delivered to everybody who asked, but not kept: the disk refused at the end. */
        UNKEPT,
        /** The source says it does not have it, or not for us. */
        REFUSED,
        /** The source could not be asked. */
        UNREACHABLE,
        /** The disk refused. */
        UNSTORABLE,
        /** The cache is full of what has to stay, or the disk of something else. */
        NO_ROOM,
        /** It is larger than the cache. */
        TOO_LARGE,
        /** The source sent something else. */
        CORRUPT,
        /** The source stopped in the middle, and did not go on however often it was asked. */
        CUT,
        /** As many fills as may run were running, and as many as may wait were waiting. */
        REJECTED,
        /** Interrupted, or a defect. */
        FAILED;

        static FillEnd of(Throwable unreachable) {
            return unreachable instanceof CorruptBlobException ? CORRUPT : UNREACHABLE;
        }
    }

    void fillStarted(Download download);

    /** Called exactly once for each start; {@link Download#readers()} tells how many it was for. */
    void fillEnded(Download download, FillEnd how);

    /** Somebody waits for what another one's fill comes to; told when it has. */
    default Passage joining(Download download) {
        return Passage.UNSEEN;
    }

    /** A part of a blob is being read from the source besides, or instead of, a fill. */
    void windowOpened(Repository repository);
}
