package dev.entrepot.index.rocksdb;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.rocksdb.RocksDB;
import org.rocksdb.util.Environment;

/**
 * RocksDB's own code, 17 MB in a jar. RocksDB's loader leaves what it unpacks in the temporary folder when the process is
 * killed, and after a failure says no more what failed; this one does neither.
 */
public final class NativeLibrary {

    private static boolean loaded;

    private NativeLibrary() {}

    /**
     * Begins to load it while others start what they need; who opens an index waits for the rest. A failure is told to whoever
     * opens one, and nobody before.
     */
    public static void loadAhead() {
        Thread.ofPlatform().daemon().name("index-library").start(NativeLibrary::tryToLoad);
    }

    private static void tryToLoad() {
        try {
            load();
        } catch (RuntimeException | LinkageError e) {
            return; // It is tried again, and said, when an index is opened.
        }
    }

    /** @throws UncheckedIOException where it cannot be unpacked */
    static synchronized void load() {
        if (loaded) {
            return;
        }
        String resource = "/" + Environment.getJniLibraryFileName("rocksdb");
        // The name RocksDB looks for in a folder it is given, which is not the one in its jar.
        String file = Environment.getJniLibraryFileName("rocksdbjni");
        try (InputStream library = RocksDB.class.getResourceAsStream(resource)) {
            if (library == null) {
                RocksDB.loadLibrary(); // From java.library.path, as in the container image.
            } else {
                unpacked(library, file, folder -> RocksDB.loadLibrary(List.of(folder.toString())));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        loaded = true;
    }

    /** Gives {@code use} a folder with that file, of which nothing is left then: what is mapped into memory needs no name. */
    static void unpacked(InputStream library, String file, Consumer<Path> use) throws IOException {
        Path folder = Files.createTempDirectory("entrepot-index-");
        Path unpacked = folder.resolve(file);
        try {
            Files.copy(library, unpacked);
            use.accept(folder);
        } finally {
            Files.deleteIfExists(unpacked);
            Files.delete(folder);
        }
    }
}
