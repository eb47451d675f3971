package dev.entrepot.storage.disk;

import dev.entrepot.core.evict.Space;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;

/** The file system a {@link DataFolder} lies on. */
public final class DiskSpace implements Space {

    private static final long USUAL_BLOCK = 4096;

    private final FileStore fileSystem;
    private final long block;

    public DiskSpace(DataFolder data) throws IOException {
        this.fileSystem = Files.getFileStore(data.root());
        this.block = blockSize(fileSystem);
    }

    private static long blockSize(FileStore fileSystem) {
        try {
            return Math.max(1, fileSystem.getBlockSize());
        } catch (IOException | UnsupportedOperationException e) {
            return USUAL_BLOCK;
        }
    }

    @Override
    public long free() {
        try {
            return fileSystem.getUsableSpace();
        } catch (IOException e) {
            return Long.MAX_VALUE;
        }
    }

    @Override
    public long onDisk(long size) {
        return Math.ceilDiv(size, block) * block;
    }
}
