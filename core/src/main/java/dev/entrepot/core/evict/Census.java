package dev.entrepot.core.evict;

import dev.entrepot.core.blob.BlobFiles;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.index.IndexUnavailableException;
import dev.entrepot.core.index.Usage;
import dev.entrepot.core.index.UsageIndex;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares the files with the records of their use and puts the records right: after a crash, and where an older
 * entrepot, a copy or a lost index left files without records. Runs once beside everything else, at the start; after a
 * clean end there is nothing to compare.
 */
public final class Census {

    private static final Logger LOG = LoggerFactory.getLogger(Census.class);
    private static final int PAGE = 1000;

    private final BlobFiles files;
    private final UsageIndex usage;
    private final BoundedStore store;
    private final Room room;
    private boolean finished;
    private boolean hasFailed;

    public Census(BlobFiles files, UsageIndex usage, BoundedStore store, Room room) {
        this.files = files;
        this.usage = usage;
        this.store = store;
        this.room = room;
    }

    /**
     * @param goesOn asked now and then; once it says no the census ends unfinished, and is repeated at the next start
     */
    public synchronized void take(BooleanSupplier goesOn) {
        try {
            hasFailed = false;
            boolean isNeeded = !usage.isComplete();
            usage.setComplete(false);
            finished = !isNeeded || (adoptFiles(goesOn) && disownRecords(goesOn));
        } catch (IOException | IndexUnavailableException e) {
            hasFailed = true;
            LOG.warn("Not every blob could be compared with its record: {}", e.toString());
            measure();
        }
    }

    /** Without records nothing can be evicted, but the capacity holds all the same. */
    private void measure() {
        LongAdder bytes = new LongAdder();
        try {
            files.each(file -> {
                // What is recorded counts by its record.
                if (!(usage.find(file.digest()) instanceof Lookup.Found<Usage>)) {
                    bytes.add(room.space().onDisk(file.size()));
                }
            });
            room.unrecordedAre(bytes.sum());
        } catch (IOException e) {
            LOG.warn("Nor is it known what they take: {}", e.toString());
        }
    }

    /** Whether the last one could not compare everything and is worth repeating. */
    public synchronized boolean hasFailed() {
        return hasFailed;
    }

    /** To be called before the index closes, when nothing comes or goes any more. */
    public synchronized void close() {
        if (finished) {
            try {
                usage.setComplete(true);
            } catch (IndexUnavailableException e) {
                LOG.debug("The next start compares everything again", e);
            }
        }
    }

    /** Thrown to leave a walk. */
    private static final class Interrupted extends IOException {
        private static final long serialVersionUID = 1L;
    }

    private boolean adoptFiles(BooleanSupplier goesOn) throws IOException {
        try {
            files.each(file -> {
                if (!goesOn.getAsBoolean()) {
                    throw new Interrupted();
                }
                switch (usage.find(file.digest())) {
                    case Lookup.Found<Usage> known -> {}
                    case Lookup.Absent<Usage> unknown -> store.adopt(file, files);
                    case Lookup.Unreachable<Usage> down -> throw unreadable(down.cause());
                }
            });
        } catch (Interrupted e) {
            return false;
        }
        room.allRecorded();
        return true;
    }

    private boolean disownRecords(BooleanSupplier goesOn) throws IOException {
        Optional<Usage> last = Optional.empty();
        while (goesOn.getAsBoolean()) {
            List<Usage> page = page(last);
            if (page.isEmpty()) {
                return true;
            }
            for (Usage recorded : page) {
                if (files.size(recorded.digest()) instanceof Lookup.Absent<Long>) {
                    store.disown(recorded.digest(), files);
                }
            }
            last = Optional.of(page.getLast());
        }
        return false;
    }

    private List<Usage> page(Optional<Usage> last) throws IOException {
        return switch (usage.after(last.map(Usage::digest), PAGE)) {
            case Lookup.Found<List<Usage>> found -> found.value();
            case Lookup.Absent<List<Usage>> absent -> List.of();
            case Lookup.Unreachable<List<Usage>> down -> throw unreadable(down.cause());
        };
    }

    private static IOException unreadable(Throwable cause) {
        return new IOException("the index cannot be read", cause);
    }
}
