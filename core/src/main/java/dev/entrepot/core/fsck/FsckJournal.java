package dev.entrepot.core.fsck;

import dev.entrepot.core.oci.Digest;
import java.util.Optional;

/** Remembers how far a check has come, for the next one of the same kind to go on there. Never throws. */
public interface FsckJournal {

    FsckJournal NONE = new FsckJournal() {
        @Override
        public Optional<Mark> last(FsckOptions options) {
            return Optional.empty();
        }

        @Override
        public void reached(FsckOptions options, Mark mark) {}

        @Override
        public void finished() {}
    };

    /**
     * @param blob the last one that was checked
     * @param report what had been found by then
     */
    record Mark(Digest blob, FsckReport report) {}

    /** Where one with these options was ended before its time. */
    Optional<Mark> last(FsckOptions options);

    void reached(FsckOptions options, Mark mark);

    /** There is nothing to go on with. */
    void finished();
}
