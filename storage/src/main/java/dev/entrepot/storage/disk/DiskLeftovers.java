package dev.entrepot.storage.disk;

import dev.entrepot.core.blob.Leftovers;
import dev.entrepot.core.oci.Digest;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What lies in {@code ingest/} and can never be finished. Opening a folder removes it; this finds what has come since, and
 * what there is while nobody has it open. Files with names that are not ours are left alone.
 */
public final class DiskLeftovers implements Leftovers {

    private final DataFolder data;
    private final DiskFiles files;
    private final DiskLayout layout;
    private final Predicate<Digest> isArriving;
    private final Duration minAge;
    private final InstantSource clock;

    /** @param minAge what was written less long ago may be somebody's; zero where nobody else is at it */
    public DiskLeftovers(DataFolder data, Predicate<Digest> isArriving, Duration minAge, InstantSource clock) {
        this.data = data;
        this.files = data.files();
        this.layout = data.layout();
        this.isArriving = isArriving;
        this.minAge = minAge;
        this.clock = clock;
    }

    @Override
    public List<Leftover> find() throws IOException {
        List<Leftover> found = new ArrayList<>();
        for (Path file : list()) {
            Optional<String> why = whyUseless(file);
            if (why.isPresent() && isOld(file)) {
                found.add(new Leftover(layout.root().relativize(file).toString(), files.size(file), why.get()));
            }
        }
        return found;
    }

    private List<Path> list() throws IOException {
        try {
            return files.list(layout.ingest());
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    private Optional<String> whyUseless(Path file) {
        if (layout.isTemporary(file)) {
            return Optional.of("it was about to be renamed to where it belongs");
        }
        Optional<Digest> digest = layout.ingested(file);
        if (digest.isEmpty() || isArriving.test(digest.get())) {
            return Optional.empty();
        }
        if (files.exists(layout.blob(digest.get()))) {
            return Optional.of("its blob is stored");
        }
        return data.ingest().partial(digest.get()).isPresent()
                ? Optional.empty()
                : Optional.of("nothing of it was forced to the disk, or nothing says what it is part of");
    }

    private boolean isOld(Path file) throws IOException {
        Instant now = clock.instant();
        try {
            return !files.lastModified(file).plus(minAge).isAfter(now);
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    @Override
    public void remove(Leftover leftover) throws IOException {
        files.delete(layout.root().resolve(leftover.name()));
    }
}
