package dev.entrepot.storage.disk;

import dev.entrepot.core.diagnosis.Lane;
import dev.entrepot.core.diagnosis.Passage;
import dev.entrepot.core.diagnosis.Watch;
import dev.entrepot.core.diagnosis.Work;
import dev.entrepot.core.health.Health;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The real disk, telling the classifier how it does at whatever a fill or a record waits for. Hits come by none of it. */
class TimedFiles extends NioFiles {

    private static final Lane WRITE = new Lane(Work.WRITE, Health.ONLY);
    private static final Lane FORCE = new Lane(Work.FORCE, Health.ONLY);
    private static final Lane NAME = new Lane(Work.NAME, Health.ONLY);
    private static final Lane RECORD = new Lane(Work.RECORD, Health.ONLY);

    private final Watch watch;

    TimedFiles(Watch watch) {
        this.watch = watch;
    }

    @Override
    public int write(Path file, FileChannel channel, ByteBuffer from, long position) throws IOException {
        return timed(WRITE, () -> super.write(file, channel, from, position));
    }

    @Override
    public void force(Path file, FileChannel channel) throws IOException {
        timed(FORCE, () -> {
            super.force(file, channel);
            return true;
        });
    }

    @Override
    public void forceFolder(Path folder) throws IOException {
        timed(FORCE, () -> {
            super.forceFolder(folder);
            return true;
        });
    }

    @Override
    public void move(Path from, Path to) throws IOException {
        timed(NAME, () -> {
            super.move(from, to);
            return true;
        });
    }

    @Override
    public boolean delete(Path file) throws IOException {
        return timed(NAME, () -> super.delete(file));
    }

    @Override
    public byte[] readAll(Path file) throws IOException {
        return timed(RECORD, () -> super.readAll(file));
    }

    @Override
    public void writeAll(Path file, byte[] content) throws IOException {
        timed(RECORD, () -> {
            super.writeAll(file, content);
            return true;
        });
    }

    private interface FileWork<T> {
        T run() throws IOException;
    }

    /** About nothing: whatever fails at a disk is about the disk until something goes well again. */
    private <T> T timed(Lane lane, FileWork<T> work) throws IOException {
        Passage passage = watch.enter(lane, Watch.NO_SUBJECT);
        try {
            T result = work.run();
            passage.well();
            return result;
        } catch (NoSuchFileException e) {
            passage.well();
            throw e;
        } catch (IOException e) {
            passage.failed(reason(e));
            throw e;
        } catch (RuntimeException | Error e) {
            passage.left();
            throw e;
        }
    }

    /** Without the file's name: the same disk has the same trouble with all of them. */
    private static String reason(IOException failure) {
        String reason = failure instanceof FileSystemException named ? named.getReason() : failure.getMessage();
        return reason == null ? failure.getClass().getSimpleName() : reason;
    }
}
