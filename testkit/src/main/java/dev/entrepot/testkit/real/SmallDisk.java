package dev.entrepot.testkit.real;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A file system of its own, ext4 in a file, that can be filled, made to refuse writes, and damaged. Needs root and loop devices. */
public final class SmallDisk implements AutoCloseable {

    private final Path image;
    private final Path mount;
    private final List<Path> mounts = new ArrayList<>();
    private boolean isFrozen;

    private SmallDisk(Path image, Path mount) {
        this.image = image;
        this.mount = mount;
    }

    static SmallDisk mount(Path folder, int mebibytes) {
        Path image = folder.resolve("image");
        Path mount = folder.resolve("mount");
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            Files.createDirectory(mount);
            file.setLength((long) mebibytes << 20);
        } catch (IOException e) {
            throw ChildProcess.unreadable(image, e);
        }
        run("mkfs.ext4", "-q", image.toString());
        CommandResult mounted = CommandResult.run("mount", "-o", "loop", image.toString(), mount.toString());
        if (mounted.exitCode() != 0) {
            Binaries.skip(
                    "a disk of its own", "cannot mount a file: " + mounted.err().strip());
        }
        return new SmallDisk(image, mount);
    }

    private static void run(String... command) {
        CommandResult result = CommandResult.run(command);
        if (result.exitCode() != 0) {
            throw new IllegalStateException(String.join(" ", command) + ": " + result);
        }
    }

    public Path folder() {
        return mount;
    }

    /** Shows it at an empty folder as well. */
    public void mountAt(Path where) {
        run("mount", "--bind", mount.toString(), where.toString());
        mounts.add(where);
    }

    /** Another program takes all the room there is. */
    public void fill() {
        Path file = mount.resolve("of-another-program");
        byte[] piece = new byte[64 << 10];
        try (OutputStream out = Files.newOutputStream(file)) {
            while (true) {
                out.write(piece);
            }
        } catch (IOException full) {
            // As wanted.
        }
    }

    /** That program goes. */
    public void release() {
        try {
            Files.delete(mount.resolve("of-another-program"));
        } catch (IOException e) {
            throw ChildProcess.unreadable(mount, e);
        }
    }

    /** No file can be made, renamed or deleted in any folder below {@code folder}; what is there can be read. */
    public void refuseWrites(Path folder) {
        run("sh", "-c", "find " + folder + " -type d -exec chattr +i {} +");
    }

    public void allowWrites(Path folder) {
        run("sh", "-c", "find " + folder + " -type d -exec chattr -i {} +");
    }

    /** Every write waits until {@link #thaw}, as on a disk that hangs; what is in the system's cache can be read. */
    public synchronized void freeze() {
        run("fsfreeze", "--freeze", mount.toString());
        isFrozen = true;
    }

    public synchronized void thaw() {
        run("fsfreeze", "--unfreeze", mount.toString());
        isFrozen = false;
    }

    /** Sectors from here on cannot be read any more: EIO for what is not in the system's cache, which is emptied. */
    public void loseAllBeyond(int mebibytes) {
        run("sync");
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength((long) mebibytes << 20);
            Files.writeString(Path.of("/proc/sys/vm/drop_caches"), "3");
        } catch (IOException e) {
            throw ChildProcess.unreadable(image, e);
        }
    }

    @Override
    public synchronized void close() {
        if (isFrozen) {
            thaw();
        }
        mounts.forEach(where -> CommandResult.run("umount", "--lazy", where.toString()));
        CommandResult.run("umount", "--lazy", mount.toString());
    }
}
