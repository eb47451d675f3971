package dev.entrepot.proxy.fsck;

import dev.entrepot.core.fsck.FsckJournal;
import dev.entrepot.core.fsck.FsckOptions;
import dev.entrepot.core.fsck.FsckProgress;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.OciException;
import dev.entrepot.proxy.admin.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code fsck.json} in the data folder, replaced at most once a second, and gone when a check is finished. */
public final class FileJournal implements FsckJournal {

    private static final Logger LOG = LoggerFactory.getLogger(FileJournal.class);
    private static final long EVERY_NANOS = 1_000_000_000;

    private final Path file;
    private final LongSupplier nanoTime;
    private long written;

    record Stored(String blob, FsckAnswer sofar) {}

    public FileJournal(Path data) {
        this(data, System::nanoTime);
    }

    FileJournal(Path data, LongSupplier nanoTime) {
        this.file = data.resolve("fsck.json");
        this.nanoTime = nanoTime;
        this.written = nanoTime.getAsLong() - EVERY_NANOS;
    }

    @Override
    public Optional<Mark> last(FsckOptions options) {
        try {
            Stored stored = Json.read(Files.readString(file), Stored.class);
            return stored.sofar().options().equals(options)
                    ? Optional.of(
                            new Mark(Digest.parse(stored.blob()), stored.sofar().report()))
                    : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException | IllegalArgumentException | NullPointerException | OciException e) {
            LOG.warn("{} is of no use; the check begins anew: {}", file, e.toString());
            return Optional.empty();
        }
    }

    @Override
    public void reached(FsckOptions options, Mark mark) {
        long now = nanoTime.getAsLong();
        if (now - written < EVERY_NANOS) {
            return;
        }
        written = now;
        FsckProgress progress = new FsckProgress(FsckProgress.Phase.BLOBS, 0, -1, 0, 0);
        FsckAnswer sofar = FsckAnswer.of(FsckAnswer.ENDED, options, progress, mark.report());
        Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
        try {
            Files.writeString(temporary, Json.write(new Stored(mark.blob().toString(), sofar)));
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            LOG.warn("how far the check is cannot be noted: {}", e.toString());
        }
    }

    @Override
    public void finished() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.warn("{} cannot be removed", file, e);
        }
    }
}
