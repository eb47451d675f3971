package dev.entrepot.proxy.admin;

import java.util.List;

/**
 * What {@code /pins}, {@code /pin} and {@code /unpin} answer.
 *
 * @param pinnedBytes of all of them together; what they share counts once
 * @param problem empty when all is well
 */
public record PinnedAnswer(List<Image> images, long pinnedBytes, long usableBytes, String problem) {

    /**
     * @param digest what it names now; empty until it was pulled for the first time
     * @param follows whether it is a tag, which is followed
     * @param bytes of everything that belongs to it
     * @param heldBlobs how many of its blobs are here, -1 when nobody can tell; the others stay from the next pull on
     */
    public record Image(
            String image, String digest, boolean follows, String since, int blobs, long bytes, int heldBlobs) {}
}
