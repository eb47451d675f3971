package dev.entrepot.storage.disk;

/**
 * What the disk store may use.
 *
 * @param maxOpenFiles files kept open for the next hit, at least 1; files with leases may exceed it
 * @param maxBytesInMemory of small blobs kept in memory, at least {@code maxOpenFiles}
 * @param forceEvery bytes a fill writes between two forced offsets, at least 1: what a crash may cost it
 */
public record DiskSettings(int maxOpenFiles, long maxBytesInMemory, long forceEvery) {

    public DiskSettings {
        if (maxOpenFiles < 1 || maxBytesInMemory < maxOpenFiles || forceEvery < 1) {
            throw new IllegalArgumentException("no room: " + maxOpenFiles + " files, " + maxBytesInMemory
                    + " bytes in memory, forced every " + forceEvery);
        }
    }

    /** 1,024 files, 32 MiB in memory, forced every 16 MiB. */
    public static DiskSettings defaults() {
        return new DiskSettings(1 << 10, 32 << 20, 16 << 20);
    }
}
