package dev.entrepot.core.index;

/**
 * What is held in all.
 *
 * @param bytes on the disk
 * @param bytesWithoutDedup what the same would take if each repository that links to a blob had its own copy
 */
public record UsageTotals(long blobs, long bytes, long bytesWithoutDedup) {

    public static final UsageTotals NONE = new UsageTotals(0, 0, 0);

    /** The blob counts once more where a repository links to it, and at least once. */
    public UsageTotals plus(long size, int links) {
        return new UsageTotals(blobs + 1, bytes + size, bytesWithoutDedup + size * Math.max(1, links));
    }

    public UsageTotals minus(long size, int links) {
        return new UsageTotals(
                Math.max(0, blobs - 1),
                Math.max(0, bytes - size),
                Math.max(0, bytesWithoutDedup - size * Math.max(1, links)));
    }
}
