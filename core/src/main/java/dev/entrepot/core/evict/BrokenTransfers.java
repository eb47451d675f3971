package dev.entrepot.core.evict;

import dev.entrepot.core.blob.BlobFiles;
import dev.entrepot.core.blob.BlobFiles.BlobFile;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What broken transfers left under way. It is kept to be continued, but not at any price: what nobody came back for goes
 * before any whole blob, and the rest after the last one.
 */
public final class BrokenTransfers {

    private static final Logger LOG = LoggerFactory.getLogger(BrokenTransfers.class);

    /** Clients retry for minutes; who has not come back in an hour will not. */
    private static final Duration WORTH_KEEPING = Duration.ofHours(1);

    private final BlobFiles files;
    private final InstantSource clock;

    public BrokenTransfers(BlobFiles files, InstantSource clock) {
        this.files = files;
        this.clock = clock;
    }

    /** Counts them in at the start, of which there are few. */
    public void countInto(Room room) {
        list().forEach(left -> room.leftover(left.digest(), room.space().onDisk(left.size())));
    }

    void dropOlder(Room room) {
        Instant limit = clock.instant().minus(WORTH_KEEPING);
        list().stream().filter(left -> left.modified().isBefore(limit)).forEach(left -> drop(left, room));
    }

    void dropAll(Room room) {
        list().forEach(left -> drop(left, room));
    }

    private void drop(BlobFile left, Room room) {
        if (files.dropPartial(left.digest())) {
            room.leftover(left.digest(), 0);
        }
    }

    private List<BlobFile> list() {
        try {
            return files.partials();
        } catch (IOException e) {
            LOG.warn("What is left of broken transfers is not known: {}", e.toString());
            return List.of();
        }
    }
}
