package dev.entrepot.index.rocksdb;

/**
 * How many records of each kind are kept in memory. A blob takes about 0.3 KiB, a link 0.6 KiB, a tag 0.6 KiB and
 * 0.2 KiB more for each older digest it named.
 */
public record MemoryBounds(int blobs, int links, int tags) {

    /** Some 20 MiB when full. */
    public static final MemoryBounds DEFAULT = new MemoryBounds(16_384, 16_384, 4_096);

    public MemoryBounds {
        if (blobs < 0 || links < 0 || tags < 0) {
            throw new IllegalArgumentException("negative bounds: " + blobs + ", " + links + ", " + tags);
        }
    }
}
