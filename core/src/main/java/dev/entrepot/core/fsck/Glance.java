package dev.entrepot.core.fsck;

import dev.entrepot.core.blob.Pace;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Looks at many things, and after a while once more at those that looked wrong: a pull may have been in the middle of them. */
final class Glance {

    /** So many before the second look; what ends it is noticed, and noted, as often. */
    static final int AT_ONCE = 200;

    /** Bytes a look at a record, or at a name and a size, is reckoned to cost the disk. */
    private static final int COST = 4 << 10;

    interface Look<T> {
        boolean isWrong(T one);
    }

    private final Grace grace;
    private final Pace pace;
    private final FsckTally tally;

    Glance(Grace grace, Pace pace, FsckTally tally) {
        this.grace = grace;
        this.pace = pace;
        this.tally = tally;
    }

    <T> List<T> wrong(Collection<T> all, Look<T> look) throws InterruptedException {
        List<T> suspects = new ArrayList<>();
        for (T one : all) {
            if (Thread.interrupted()) {
                throw new InterruptedException("the check was ended");
            }
            if (look.isWrong(one)) {
                suspects.add(one);
            }
            pace.took(COST);
        }
        if (!suspects.isEmpty()) {
            grace.await();
            suspects.removeIf(one -> !look.isWrong(one));
        }
        return suspects;
    }

    /** For reading blobs: counts and waits. */
    Pace pace() {
        return bytes -> {
            tally.read(bytes);
            pace.took(bytes);
        };
    }
}
