package dev.entrepot.proxy.app;

import dev.entrepot.config.Configuration;
import dev.entrepot.core.diagnosis.Watch;
import dev.entrepot.index.rocksdb.IndexOpenException;
import dev.entrepot.index.rocksdb.RocksDatabase;
import java.io.IOException;
import java.nio.file.FileSystemException;
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
import java.util.function.Predicate;
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
        List<Path> earlier = damaged(parent());
        String name = prefix() + TIME.format(clock.instant());
        Path aside = folder.resolveSibling(name);
        try {
            Files.move(folder, aside);
        } catch (FileSystemException e) {
            return setContentAside(folder.resolve(name), e);
        }
        removeAll(earlier);
        return aside;
    }

    /** A file system that is mounted here stays where it is; what lies on it goes into a folder there. */
    private Path setContentAside(Path aside, FileSystemException why) throws IOException {
        try {
            List<Path> earlier = damaged(folder);
            Files.createDirectory(aside);
            for (Path file : list(folder, Files::isRegularFile)) {
                Files.move(file, aside.resolve(file.getFileName()));
            }
            removeAll(earlier);
            return aside;
        } catch (IOException e) {
            e.addSuppressed(why);
            throw e;
        }
    }

    private String prefix() {
        return folder.getFileName() + DAMAGED;
    }

    private List<Path> damaged(Path where) throws IOException {
        return list(where, path -> String.valueOf(path.getFileName()).startsWith(prefix()));
    }

    private static List<Path> list(Path where, Predicate<Path> which) throws IOException {
        try (Stream<Path> all = Files.list(where)) {
            return all.filter(which).toList();
        }
    }

    private static void removeAll(List<Path> trees) throws IOException {
        for (Path tree : trees) {
            remove(tree);
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
