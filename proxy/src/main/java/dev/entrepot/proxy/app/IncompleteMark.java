package dev.entrepot.proxy.app;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file beside the index, {@code index.incomplete}, that says that it does not know everything. The index says so in itself as
 * well, but cannot where it is not opened or takes no writes: then it would go on saying that it was closed with everything in it.
 */
final class IncompleteMark {

    private static final Logger LOG = LoggerFactory.getLogger(IncompleteMark.class);

    private final Path file;

    /** @param index its folder */
    IncompleteMark(Path index) {
        this.file = index.resolveSibling(index.getFileName() + ".incomplete");
    }

    boolean isThere() {
        return Files.exists(file);
    }

    /** To be called before the first thing is missed. Survives a power cut. */
    void note() {
        try (FileChannel folder =
                FileChannel.open(Objects.requireNonNull(file.toAbsolutePath().getParent()), StandardOpenOption.READ)) {
            Files.write(file, new byte[0]);
            folder.force(true);
        } catch (IOException e) {
            LOG.error("cannot note that the index misses something: remove its folder before the next start", e);
        }
    }

    /** To be called when the index knows everything again, and says in itself that it was not closed yet. */
    void forget() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.warn("the index will be compared with the record files at the next start", e);
        }
    }
}
