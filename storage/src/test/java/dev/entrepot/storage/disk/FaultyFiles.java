package dev.entrepot.storage.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The real disk, which fails chosen operations on chosen paths, remembers all of them, and can be cut off for good. */
final class FaultyFiles implements DiskFiles {

    private record Fault(String operation, Predicate<Path> paths, IOException cause) {}

    private final DiskFiles disk = new NioFiles();
    private final List<Fault> faults = new CopyOnWriteArrayList<>();
    private final Queue<String> operations = new ConcurrentLinkedQueue<>();
    private final Set<FileChannel> channels = ConcurrentHashMap.newKeySet();
    private final AtomicInteger stepsLeft = new AtomicInteger(Integer.MAX_VALUE);

    /** @param operation a method's name */
    void fail(String operation, Predicate<Path> paths, IOException cause) {
        faults.add(new Fault(operation, paths, cause));
    }

    void heal() {
        faults.clear();
    }

    /** After {@code steps} more operations the process is dead: none reaches the disk. */
    void dieAfter(int steps) {
        stepsLeft.set(steps);
    }

    boolean isDead() {
        return stepsLeft.get() <= 0;
    }

    /** Each a method and its first path. */
    List<String> operations() {
        return List.copyOf(operations);
    }

    void forgetOperations() {
        operations.clear();
    }

    long openChannels() {
        return channels.stream().filter(FileChannel::isOpen).count();
    }

    int openedChannels() {
        return channels.size();
    }

    void closeAll() throws IOException {
        for (FileChannel channel : channels) {
            channel.close();
        }
    }

    private void step(String operation, Path path) throws IOException {
        operations.add(operation + " " + path);
        if (stepsLeft.getAndUpdate(left -> left <= 0 || left == Integer.MAX_VALUE ? left : left - 1) <= 0) {
            throw new IOException("the process is dead");
        }
        for (Fault fault : faults) {
            if (fault.operation().equals(operation) && fault.paths().test(path)) {
                throw fault.cause();
            }
        }
    }

    @Override
    public FileChannel open(Path file, OpenOption... how) throws IOException {
        step("open", file);
        FileChannel channel = disk.open(file, how);
        channels.add(channel);
        return channel;
    }

    @Override
    public int read(Path file, FileChannel channel, ByteBuffer into, long position) throws IOException {
        step("read", file);
        return disk.read(file, channel, into, position);
    }

    @Override
    public int write(Path file, FileChannel channel, ByteBuffer from, long position) throws IOException {
        step("write", file);
        return disk.write(file, channel, from, position);
    }

    @Override
    public void truncate(Path file, FileChannel channel, long size) throws IOException {
        step("truncate", file);
        disk.truncate(file, channel, size);
    }

    @Override
    public void force(Path file, FileChannel channel) throws IOException {
        step("force", file);
    }

    @Override
    public void forceFolder(Path folder) throws IOException {
        step("forceFolder", folder);
    }

    @Override
    public void move(Path from, Path to) throws IOException {
        step("move", from);
        disk.move(from, to);
    }

    @Override
    public boolean delete(Path file) throws IOException {
        step("delete", file);
        return disk.delete(file);
    }

    @Override
    public boolean exists(Path file) {
        operations.add("exists " + file);
        return disk.exists(file);
    }

    @Override
    public long size(Path file) throws IOException {
        step("size", file);
        return disk.size(file);
    }

    @Override
    public Instant lastModified(Path file) throws IOException {
        step("lastModified", file);
        return disk.lastModified(file);
    }

    @Override
    public void createFolders(Path folder) throws IOException {
        step("createFolders", folder);
        disk.createFolders(folder);
    }

    @Override
    public List<Path> list(Path folder) throws IOException {
        step("list", folder);
        return disk.list(folder);
    }

    @Override
    public void visit(Path folder, Consumer<Path> each) throws IOException {
        step("visit", folder);
        disk.visit(folder, each);
    }

    @Override
    public void each(Path folder, EntryVisitor visitor) throws IOException {
        step("each", folder);
        disk.each(folder, visitor);
    }

    @Override
    public byte[] readAll(Path file) throws IOException {
        step("readAll", file);
        return disk.readAll(file);
    }

    @Override
    public void writeAll(Path file, byte[] content) throws IOException {
        step("writeAll", file);
        disk.writeAll(file, content);
    }
}
