package dev.entrepot.storage.disk;

import dev.entrepot.core.blob.Intent;
import dev.entrepot.core.diagnosis.Watch;
import dev.entrepot.core.oci.DigestAlgorithm;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A data folder, owned by this process until it is closed.
 *
 * <p>Opening creates what is missing and clears {@code ingest/}; it never looks into {@code blobs/}, however many there
 * are.
 */
public final class DataFolder implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DataFolder.class);

    private static final String OUR_VERSION = "1.0.0";
    private static final String OCI_LAYOUT = "{\"imageLayoutVersion\":\"" + OUR_VERSION + "\"}";
    private static final Pattern VERSION = Pattern.compile("\"imageLayoutVersion\"\\s*:\\s*\"([^\"]*)\"");
    private static final int MAX_PID = 20;

    private final DiskLayout layout;
    private final DiskFiles files;
    private final FileChannel lock;
    private final Watch watch;
    private final AtomicLong temporaries = new AtomicLong();
    private final Ingest ingest;
    private List<Intent> unregistered = List.of();
    private boolean isNew;

    private DataFolder(DiskLayout layout, DiskFiles files, FileChannel lock, Watch watch) {
        this.watch = watch;
        this.layout = layout;
        this.files = files;
        this.lock = lock;
        this.ingest = new Ingest(this);
    }

    /**
     * @throws DataFolderInUseException when another process owns it
     * @throws IOException when it cannot be created or written, or is a layout of another version
     */
    public static DataFolder open(Path root) throws IOException {
        return open(root, Watch.NOOP);
    }

    /** @param watch told how the disk does, and of waits for locks */
    public static DataFolder open(Path root, Watch watch) throws IOException {
        return open(root, new TimedFiles(watch), watch);
    }

    static DataFolder open(Path root, DiskFiles files) throws IOException {
        return open(root, files, Watch.NOOP);
    }

    private static DataFolder open(Path root, DiskFiles files, Watch watch) throws IOException {
        DiskLayout layout = new DiskLayout(root.toAbsolutePath().normalize());
        files.createFolders(layout.root());
        FileChannel lock = lock(layout, files);
        try {
            DataFolder folder = new DataFolder(layout, files, lock, watch);
            folder.prepare();
            return folder;
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /**
     * Opens what there is and changes nothing in it: for looking at it.
     *
     * @throws DataFolderInUseException when another process owns it
     * @throws IOException when there is none, or it is a layout of another version
     */
    public static DataFolder openAsItIs(Path root) throws IOException {
        DiskFiles files = new NioFiles();
        DiskLayout layout = new DiskLayout(root.toAbsolutePath().normalize());
        if (!files.exists(layout.blobs(DigestAlgorithm.SHA256))) {
            throw new IOException(layout.root() + " is no data folder of entrepot: it has no blobs/sha256");
        }
        FileChannel lock = lock(layout, files);
        try {
            DataFolder folder = new DataFolder(layout, files, lock, Watch.NOOP);
            if (folder.layoutVersion().isEmpty()) {
                LOG.warn("{} has no oci-layout", layout.root());
            }
            return folder;
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static FileChannel lock(DiskLayout layout, DiskFiles files) throws IOException {
        FileChannel channel = files.open(
                layout.lockFile(), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            if (tryLock(channel) == null) {
                throw new DataFolderInUseException(layout.root(), holder(channel));
            }
            channel.truncate(0);
            String pid = Long.toString(ProcessHandle.current().pid());
            channel.write(StandardCharsets.US_ASCII.encode(pid), 0);
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    /** Whatever the holder wrote, if it is a number. */
    private static String holder(FileChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(MAX_PID);
        channel.read(bytes, 0);
        String text = StandardCharsets.US_ASCII.decode(bytes.flip()).toString().strip();
        return text.chars().allMatch(c -> c >= '0' && c <= '9') ? text : "";
    }

    private void prepare() throws IOException {
        isNew = !files.exists(layout.repositories());
        for (DigestAlgorithm algorithm : DigestAlgorithm.values()) {
            files.createFolders(layout.blobs(algorithm));
        }
        files.createFolders(layout.ingest());
        files.createFolders(layout.repositories());
        unregistered = List.copyOf(ingest.recover());
        if (layoutVersion().isEmpty()) {
            writeLayout();
        }
        files.forceFolder(layout.root());
    }

    /**
     * Empty where there is none, or a power cut has mutilated it.
     *
     * @throws IOException when it is another than ours
     */
    private Optional<String> layoutVersion() throws IOException {
        String text;
        try {
            text = new String(files.readAll(layout.layoutFile()), StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        Matcher version = VERSION.matcher(text);
        if (!version.find()) {
            return Optional.empty();
        }
        if (!version.group(1).equals(OUR_VERSION)) {
            throw new IOException(
                    layout.layoutFile() + " is not that of an OCI image layout " + OUR_VERSION + ": " + text);
        }
        return Optional.of(OUR_VERSION);
    }

    /** Once in the life of a folder, and forced: a program that reads image layouts insists on it. */
    private void writeLayout() throws IOException {
        files.forceFolder(
                Objects.requireNonNull(layout.blobs(DigestAlgorithm.SHA256).getParent()));
        Path temporary = temporary();
        try (FileChannel channel = files.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer content = StandardCharsets.US_ASCII.encode(OCI_LAYOUT);
            while (content.hasRemaining()) {
                files.write(temporary, channel, content, content.position());
            }
            files.force(temporary, channel);
        }
        files.move(temporary, layout.layoutFile());
    }

    public Path root() {
        return layout.root();
    }

    /** Whether there was nothing here before. */
    public boolean isNew() {
        return isNew;
    }

    /** Blobs that the previous process committed without forgetting their intent: to be registered. */
    public List<Intent> unregistered() {
        return unregistered;
    }

    DiskLayout layout() {
        return layout;
    }

    Watch watch() {
        return watch;
    }

    DiskFiles files() {
        return files;
    }

    Ingest ingest() {
        return ingest;
    }

    /** A name nobody else uses; whatever is left under it is removed at the next start. */
    Path temporary() {
        return layout.temporary(temporaries.incrementAndGet());
    }

    /** Readers see the old content or the new one, never a part. Not forced: after a power cut it may be either, or empty. */
    void replace(Path target, byte[] content) throws IOException {
        Path temporary = temporary();
        try {
            files.writeAll(temporary, content);
            files.move(temporary, target);
        } catch (IOException e) {
            discard(temporary, e);
            throw e;
        }
    }

    void discard(Path temporary, IOException why) {
        try {
            files.delete(temporary);
        } catch (IOException e) {
            why.addSuppressed(e);
        }
    }

    /** Lets another process have it. Stores on it must not be used any more. */
    @Override
    public void close() throws IOException {
        lock.close();
    }
}
