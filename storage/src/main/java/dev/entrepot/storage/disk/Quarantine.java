package dev.entrepot.storage.disk;

import dev.entrepot.core.oci.Digest;
import dev.entrepot.storage.json.QuarantineJson;
import dev.entrepot.storage.json.QuarantineNote;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files that were found damaged, kept for whoever wants to know how, and never served again.
 *
 * <p>Bounded: the oldest go first, and one that is too large for all of it leaves only its note.
 */
final class Quarantine {

    static final int MAX_FILES = 32;
    static final long MAX_BYTES = 1L << 30;

    private static final Logger LOG = LoggerFactory.getLogger(Quarantine.class);

    private final DataFolder data;
    private final DiskFiles files;
    private final DiskLayout layout;
    private final InstantSource clock;
    private final QuarantineJson format = new QuarantineJson();
    private final AtomicLong number = new AtomicLong();

    Quarantine(DataFolder data, InstantSource clock) {
        this.data = data;
        this.files = data.files();
        this.layout = data.layout();
        this.clock = clock;
    }

    /**
     * Takes a file away from where it lies; the caller holds the lock of its digest.
     *
     * @return its bytes
     * @throws NoSuchFileException when there is none
     */
    long take(Digest digest, Path file, String why) throws IOException {
        QuarantineNote note = new QuarantineNote(digest, files.size(file), clock.instant(), why);
        Path target = layout.quarantined(note.when().toEpochMilli(), number.incrementAndGet());
        try {
            files.createFolders(layout.quarantine());
            files.move(file, target);
        } catch (IOException e) {
            // A full disk may not have room for another name; what is damaged goes all the same.
            LOG.warn("{} is deleted, because it cannot be put into quarantine", file, e);
            files.delete(file);
            return note.size();
        }
        keepWithinBounds(target, note);
        return note.size();
    }

    private synchronized void keepWithinBounds(Path newest, QuarantineNote note) {
        try {
            data.replace(layout.note(newest), format.write(note));
            List<Path> kept = files.list(layout.quarantine()).stream()
                    .filter(layout::isQuarantined)
                    .toList();
            long bytes = 0;
            for (int i = kept.size() - 1; i >= 0; i--) {
                bytes += files.size(kept.get(i));
                if (kept.size() - i > MAX_FILES || bytes > MAX_BYTES) {
                    files.delete(kept.get(i));
                    if (i < kept.size() - 1) {
                        files.delete(layout.note(kept.get(i)));
                    }
                }
            }
        } catch (IOException e) {
            LOG.warn("The quarantine could not be tidied up", e);
        }
    }
}
