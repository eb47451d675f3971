package dev.entrepot.storage.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A disk that forgets. What was written to a file lasts once that file was forced, what was created, renamed or deleted
 * in a folder once that folder was forced; of everything else a power cut keeps what it likes: nothing, all of it, a part,
 * or the length with zeros in place of the bytes. A rename is kept or lost as a whole.
 */
final class PowerCutFiles implements DiskFiles {

    /** A file whatever its name. */
    private static final class Inode {
        private byte[] forced = {};
        private byte[] lastSeen = {};
        private boolean dirty;
    }

    private interface Change {
        void apply(Map<Path, Inode> names);
    }

    private record Pending(Set<Path> folders, Change change) {}

    private final DiskFiles disk = new NioFiles();
    private final Path root;
    private final Map<Path, Inode> live = new HashMap<>();
    private final Map<Path, Inode> durable = new HashMap<>();
    private final List<Pending> pending = new ArrayList<>();
    private final Map<FileChannel, Inode> channels = new ConcurrentHashMap<>();
    private int stepsLeft = Integer.MAX_VALUE;

    /** @param root everything in it is on the disk already */
    PowerCutFiles(Path root) throws IOException {
        this.root = root;
        for (Path file : filesBelow(root)) {
            Inode inode = new Inode();
            inode.forced = Files.readAllBytes(file);
            live.put(file, inode);
            durable.put(file, inode);
        }
    }

    /** After {@code steps} more operations none reaches the disk. */
    void cutAfter(int steps) {
        stepsLeft = steps;
    }

    boolean isCut() {
        return stepsLeft <= 0;
    }

    /** Leaves in the folder what a power cut might; this disk is of no use afterwards. */
    void cut(Random random) throws IOException {
        Map<Path, byte[]> left = new HashMap<>();
        Map<Path, Inode> names = new HashMap<>(durable);
        for (Pending change : pending) {
            if (random.nextBoolean()) {
                change.change().apply(names);
            }
        }
        for (Map.Entry<Path, Inode> entry : names.entrySet()) {
            left.put(entry.getKey(), content(entry.getValue(), random));
        }
        for (FileChannel channel : channels.keySet()) {
            channel.close();
        }
        for (Path file : filesBelow(root)) {
            Files.delete(file);
        }
        for (Map.Entry<Path, byte[]> entry : left.entrySet()) {
            Files.write(entry.getKey(), entry.getValue());
        }
    }

    private byte[] content(Inode inode, Random random) throws IOException {
        if (!inode.dirty) {
            return inode.forced;
        }
        byte[] now = now(inode);
        return switch (random.nextInt(4)) {
            case 0 -> inode.forced;
            case 1 -> now;
            case 2 -> Arrays.copyOf(now, random.nextInt(now.length + 1));
            default -> Arrays.copyOf(Arrays.copyOf(now, Math.min(now.length, inode.forced.length)), now.length);
        };
    }

    private byte[] now(Inode inode) throws IOException {
        for (Map.Entry<Path, Inode> entry : live.entrySet()) {
            if (entry.getValue() == inode && Files.exists(entry.getKey())) {
                return Files.readAllBytes(entry.getKey());
            }
        }
        return inode.lastSeen;
    }

    private static List<Path> filesBelow(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    private void step() throws IOException {
        if (stepsLeft != Integer.MAX_VALUE && --stepsLeft < 0) {
            stepsLeft = 0;
            throw new IOException("there is no power");
        }
    }

    private Inode named(Path file) {
        Inode known = live.get(file);
        if (known == null) {
            Inode created = new Inode();
            live.put(file, created);
            change(Set.of(folder(file)), names -> names.put(file, created));
            return created;
        }
        return known;
    }

    private void change(Set<Path> folders, Change change) {
        pending.add(new Pending(folders, change));
    }

    private static Path folder(Path file) {
        return Objects.requireNonNull(file.getParent());
    }

    @Override
    public FileChannel open(Path file, OpenOption... how) throws IOException {
        step();
        FileChannel channel = disk.open(file, how);
        List<OpenOption> options = List.of(how);
        if (options.contains(StandardOpenOption.CREATE) || options.contains(StandardOpenOption.CREATE_NEW)) {
            named(file);
        }
        channels.put(channel, Objects.requireNonNull(live.get(file)));
        return channel;
    }

    @Override
    public int read(Path file, FileChannel channel, ByteBuffer into, long position) throws IOException {
        step();
        return disk.read(file, channel, into, position);
    }

    @Override
    public int write(Path file, FileChannel channel, ByteBuffer from, long position) throws IOException {
        step();
        Objects.requireNonNull(channels.get(channel)).dirty = true;
        return disk.write(file, channel, from, position);
    }

    @Override
    public void truncate(Path file, FileChannel channel, long size) throws IOException {
        step();
        Objects.requireNonNull(channels.get(channel)).dirty = true;
        disk.truncate(file, channel, size);
    }

    @Override
    public void force(Path file, FileChannel channel) throws IOException {
        step();
        Inode inode = Objects.requireNonNull(channels.get(channel));
        inode.forced = now(inode);
        inode.dirty = false;
    }

    @Override
    public void forceFolder(Path folder) throws IOException {
        step();
        pending.removeIf(change -> {
            boolean lasts = change.folders().contains(folder);
            if (lasts) {
                change.change().apply(durable);
            }
            return lasts;
        });
    }

    @Override
    public void move(Path from, Path to) throws IOException {
        step();
        disk.move(from, to);
        Inode moved = Objects.requireNonNull(live.remove(from));
        live.put(to, moved);
        change(new HashSet<>(List.of(folder(from), folder(to))), names -> {
            names.remove(from);
            names.put(to, moved);
        });
    }

    @Override
    public boolean delete(Path file) throws IOException {
        step();
        Inode gone = live.get(file);
        if (gone == null) {
            return false;
        }
        gone.lastSeen = Files.readAllBytes(file);
        live.remove(file);
        change(Set.of(folder(file)), names -> names.remove(file));
        return disk.delete(file);
    }

    @Override
    public boolean exists(Path file) {
        return disk.exists(file);
    }

    @Override
    public long size(Path file) throws IOException {
        step();
        return disk.size(file);
    }

    @Override
    public Instant lastModified(Path file) throws IOException {
        step();
        return disk.lastModified(file);
    }

    /** Folders last at once: whoever makes one makes it once. */
    @Override
    public void createFolders(Path folder) throws IOException {
        step();
        disk.createFolders(folder);
    }

    @Override
    public List<Path> list(Path folder) throws IOException {
        step();
        return disk.list(folder);
    }

    @Override
    public void each(Path folder, EntryVisitor visitor) throws IOException {
        step();
        disk.each(folder, visitor);
    }

    @Override
    public void visit(Path folder, Consumer<Path> each) throws IOException {
        step();
        disk.visit(folder, each);
    }

    @Override
    public byte[] readAll(Path file) throws IOException {
        step();
        return disk.readAll(file);
    }

    @Override
    public void writeAll(Path file, byte[] content) throws IOException {
        step();
        named(file).dirty = true;
        disk.writeAll(file, content);
    }
}
