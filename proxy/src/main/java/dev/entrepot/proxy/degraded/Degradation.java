package dev.entrepot.proxy.degraded;

import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.diagnosis.Passage;
import dev.entrepot.core.oci.Repository;
import dev.entrepot.core.pull.Download;
import dev.entrepot.core.pull.PullObserver;
import dev.entrepot.core.pull.PullObserver.FillEnd;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Whether what saves upstreams from being asked twice is missing now. Reading it is a volatile read or two. */
public final class Degradation {

    private final BooleanSupplier indexTakesWrites;
    private volatile boolean isDiskRefusing;

    /** @param indexTakesWrites whether what is fetched now is registered */
    public Degradation(BooleanSupplier indexTakesWrites) {
        this.indexTakesWrites = indexTakesWrites;
    }

    /** What is down, if anything. */
    public Optional<Dependency> missing() {
        if (!indexTakesWrites.getAsBoolean()) {
            return Optional.of(Dependency.INDEX);
        }
        return isDiskRefusing ? Optional.of(Dependency.DISK) : Optional.empty();
    }

    /** The same observer; what becomes of fills tells whether the disk takes anything. */
    public PullObserver hearing(PullObserver next) {
        return new Hearing(next);
    }

    void ended(FillEnd how) {
        switch (how) {
            case STORED -> isDiskRefusing = false;
            case UNKEPT, UNSTORABLE, NO_ROOM -> isDiskRefusing = true;
            // One blob's size, or the source's trouble.
            case TOO_LARGE, REFUSED, UNREACHABLE, CORRUPT, CUT, REJECTED, FAILED -> {}
        }
    }

    private final class Hearing implements PullObserver {

        private final PullObserver next;

        Hearing(PullObserver next) {
            this.next = next;
        }

        @Override
        public void fillStarted(Download download) {
            next.fillStarted(download);
        }

        @Override
        public void fillEnded(Download download, FillEnd how) {
            ended(how);
            next.fillEnded(download, how);
        }

        @Override
        public Passage joining(Download download) {
            return next.joining(download);
        }

        @Override
        public void windowOpened(Repository repository) {
            next.windowOpened(repository);
        }
    }
}
