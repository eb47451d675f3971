package dev.entrepot.storage.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The real disk. */
class NioFiles implements DiskFiles {

    @Override
    public FileChannel open(Path file, OpenOption... how) throws IOException {
        return FileChannel.open(file, how);
    }

    @Override
    public int read(Path file, FileChannel channel, ByteBuffer into, long position) throws IOException {
        return channel.read(into, position);
    }

    @Override
    public int write(Path file, FileChannel channel, ByteBuffer from, long position) throws IOException {
        return channel.write(from, position);
    }

    @Override
    public void truncate(Path file, FileChannel channel, long size) throws IOException {
        channel.truncate(size);
    }

    @Override
    public void force(Path file, FileChannel channel) throws IOException {
        channel.force(false);
    }

    @Override
    public void forceFolder(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    @Override
    public void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public boolean delete(Path file) throws IOException {
        return Files.deleteIfExists(file);
    }

    @Override
    public boolean exists(Path file) {
        return Files.exists(file);
    }

    @Override
    public long size(Path file) throws IOException {
        return Files.size(file);
    }

    @Override
    public Instant lastModified(Path file) throws IOException {
        return Files.getLastModifiedTime(file).toInstant();
    }

    @Override
    public void createFolders(Path folder) throws IOException {
        Files.createDirectories(folder);
    }

    @Override
    public List<Path> list(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted().toList();
        }
    }

    @Override
    public void visit(Path folder, Consumer<Path> each) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            entries.forEach(each);
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    @Override
    public void each(Path folder, EntryVisitor visitor) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                Optional<BasicFileAttributes> attributes = attributes(entry);
                if (attributes.isPresent()) {
                    visitor.visit(entry, attributes.get());
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    /** Empty when it went since it was listed. */
    private static Optional<BasicFileAttributes> attributes(Path entry) throws IOException {
        try {
            return Optional.of(Files.readAttributes(entry, BasicFileAttributes.class));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    @Override
    public byte[] readAll(Path file) throws IOException {
        return Files.readAllBytes(file);
    }

    @Override
    public void writeAll(Path file, byte[] content) throws IOException {
        Files.write(file, content);
    }
}
