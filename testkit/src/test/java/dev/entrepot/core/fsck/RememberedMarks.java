package dev.entrepot.core.fsck;

import java.util.Optional;

/** A journal in memory, which can end a check. */
final class RememberedMarks implements FsckJournal {

    private Optional<FsckJournal.Mark> mark = Optional.empty();
    private Optional<FsckOptions> of = Optional.empty();
    private int left = Integer.MAX_VALUE;

    void interruptAfter(int marks) {
        left = marks;
    }

    @Override
    public Optional<Mark> last(FsckOptions options) {
        return of.equals(Optional.of(options)) ? mark : Optional.empty();
    }

    @Override
    public void reached(FsckOptions options, Mark reached) {
        of = Optional.of(options);
        mark = Optional.of(reached);
        if (--left == 0) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void finished() {
        mark = Optional.empty();
    }
}
