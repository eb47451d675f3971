package dev.entrepot.storage.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/** Every operation the store does on the disk; the seam at which tests make it fail or cut the power. */
interface DiskFiles {

    FileChannel open(Path file, OpenOption... how) throws IOException;

    /** @return bytes, or -1 at the end */
    int read(Path file, FileChannel channel, ByteBuffer into, long position) throws IOException;

    /** @return bytes, possibly fewer than there are */
    int write(Path file, FileChannel channel, ByteBuffer from, long position) throws IOException;

    void truncate(Path file, FileChannel channel, long size) throws IOException;

    /** Returns when content and size have reached the disk; other metadata may be late (fdatasync). */
    void force(Path file, FileChannel channel) throws IOException;

    /** Returns when the names in {@code folder} have reached the disk. */
    void forceFolder(Path folder) throws IOException;

    /** Atomic; replaces {@code to}. */
    void move(Path from, Path to) throws IOException;

    /** @return whether there was such a file */
    boolean delete(Path file) throws IOException;

    boolean exists(Path file);

    /** @throws java.nio.file.NoSuchFileException when there is no such file */
    long size(Path file) throws IOException;

    /** @throws java.nio.file.NoSuchFileException when there is no such file */
    Instant lastModified(Path file) throws IOException;

    /** Does nothing where it exists already. */
    void createFolders(Path folder) throws IOException;

    /** @throws java.nio.file.NoSuchFileException when there is no such folder */
    List<Path> list(Path folder) throws IOException;

    /** Every entry, in no order: for folders of which nobody knows how many they have. */
    void visit(Path folder, Consumer<Path> each) throws IOException;

    /**
     * Visits what is in a folder, one after the other and in no order, however much it is.
     *
     * @throws java.nio.file.NoSuchFileException when there is no such folder
     */
    void each(Path folder, EntryVisitor visitor) throws IOException;

    interface EntryVisitor {
        void visit(Path file, BasicFileAttributes attributes) throws IOException;
    }

    /** For records, which are small. */
    byte[] readAll(Path file) throws IOException;

    /** For records, which are small; creates or truncates. */
    void writeAll(Path file, byte[] content) throws IOException;
}
