package dev.entrepot.proxy.app;

import dev.entrepot.config.Configuration;
import dev.entrepot.core.diagnosis.Watch;
import dev.entrepot.index.rocksdb.IndexOpenException;
import dev.entrepot.index.rocksdb.RocksDatabase;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where the index lies, and beside it the last one that was damaged, for whoever wants to know how. */
final class IndexFolder {

    private static final String DAMAGED = ".damaged-";
    private static final String PROBE = "entrepot.probe";
    private static final int PROBE_BYTES = 1 << 20;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final Path folder;
    private final long cacheBytes;
    private final Watch watch;
    private final InstantSource clock;

    /** @param cacheBytes of memory for what is opened here */
    IndexFolder(Path folder, long cacheBytes, Watch watch) {
        this.watch = watch;
        this.folder = folder;
        this.cacheBytes = cacheBytes;
        this.clock = InstantSource.system();
    }

    /** Of the data folder of {@code configuration}. */
    static IndexFolder of(Configuration configuration, Watch watch) {
        return new IndexFolder(
                configuration.data().resolve("index"),
                configuration.indexCache().bytes(),
                watch);
    }

    Path path() {
        return folder;
    }

    private Path parent() {
        return Objects.requireNonNull(folder.toAbsolutePath().getParent());
    }

    /** Whether the file system takes as much as an index writes when it is opened. */
    boolean takesWrites() {
        Path probe = folder.resolve(PROBE);
        try {
            Files.write(probe, new byte[PROBE_BYTES], StandardOpenOption.CREATE, StandardOpenOption.SYNC);
            return true;
        } catch (IOException e) {
            return false;
        } finally {
            probe.toFile().delete();
        }
    }

    RocksDatabase open() throws IndexOpenException {
        return RocksDatabase.open(folder, cacheBytes, watch);
    }

    /**
     * Moves it out of the way, and removes what was moved there before.
     *
     * @return where it is now
     */
    Path setAside() throws IOException {
        List<Path> earlier = earlier();
        Path aside = folder.resolveSibling(prefix() + TIME.format(clock.instant()));
        Files.move(folder, aside);
        for (Path old : earlier) {
            remove(old);
        }
        return aside;
    }

    private String prefix() {
        return folder.getFileName() + DAMAGED;
    }

    private List<Path> earlier() throws IOException {
        try (Stream<Path> siblings = Files.list(parent())) {
            return siblings.filter(path -> String.valueOf(path.getFileName()).startsWith(prefix()))
                    .toList();
        }
    }

    private static void remove(Path tree) throws IOException {
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path emptied, @Nullable IOException failure) throws IOException {
                Files.delete(emptied);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
