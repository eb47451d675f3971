package dev.entrepot.storage.disk;

import dev.entrepot.core.evict.Space;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The file system a {@link DataFolder} lies on. It is asked by path: a {@link java.nio.file.FileStore} needs an entry among
 * the mounts, which the root of a chroot and of some containers does not have.
 */
public final class DiskSpace implements Space {

    private static final long USUAL_BLOCK = 4096;

    private final File folder;
    private final long block;

    public DiskSpace(DataFolder data) {
        this.folder = data.root().toFile();
        this.block = blockSize(data.root());
    }

    private static long blockSize(Path folder) {
        try {
            return Math.max(1, Files.getFileStore(folder).getBlockSize());
        } catch (IOException | UnsupportedOperationException e) {
            return USUAL_BLOCK;
        }
    }

    @Override
    public long free() {
        boolean isKnown = folder.getTotalSpace() > 0;
        return isKnown ? folder.getUsableSpace() : Long.MAX_VALUE;
    }

    @Override
    public long onDisk(long size) {
        return Math.ceilDiv(size, block) * block;
    }
}
