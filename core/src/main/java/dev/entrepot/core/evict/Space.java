package dev.entrepot.core.evict;

/** What the file system says. Cheap enough to be asked for every fill. */
public interface Space {

    /** Bytes that may still be written; {@link Long#MAX_VALUE} where nobody knows. */
    long free();

    /** What a file of {@code size} bytes takes: whole blocks. */
    long onDisk(long size);
}
