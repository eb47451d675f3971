package dev.entrepot.storage.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;

/** The real disk, before every operation of which others may have their turns. */
final class TurnTakingFiles extends NioFiles {

    private final Turns turns;

    TurnTakingFiles(Turns turns) {
        this.turns = turns;
    }

    @Override
    public FileChannel open(Path file, OpenOption... how) throws IOException {
        turns.passOn();
        return super.open(file, how);
    }

    @Override
    public int read(Path file, FileChannel channel, ByteBuffer into, long position) throws IOException {
        turns.passOn();
        return super.read(file, channel, into, position);
    }

    @Override
    public int write(Path file, FileChannel channel, ByteBuffer from, long position) throws IOException {
        turns.passOn();
        return super.write(file, channel, from, position);
    }

    /** Not forced: nothing fails here. */
    @Override
    public void force(Path file, FileChannel channel) {
        turns.passOn();
    }

    @Override
    public void forceFolder(Path folder) {
        turns.passOn();
    }

    @Override
    public void move(Path from, Path to) throws IOException {
        turns.passOn();
        super.move(from, to);
        turns.passOn();
    }

    @Override
    public boolean delete(Path file) throws IOException {
        turns.passOn();
        boolean was = super.delete(file);
        turns.passOn();
        return was;
    }

    @Override
    public boolean exists(Path file) {
        turns.passOn();
        return super.exists(file);
    }

    @Override
    public long size(Path file) throws IOException {
        turns.passOn();
        return super.size(file);
    }
}
