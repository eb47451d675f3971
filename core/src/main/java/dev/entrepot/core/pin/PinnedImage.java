package dev.entrepot.core.pin;

import dev.entrepot.core.oci.Digest;
import java.util.Map;

/**
 * A pin with everything that belongs to it as far as manifests are known: they, their configurations and layers, and for
 * an index the images of all platforms.
 *
 * @param blobs with their sizes, held or not; empty until the image was pulled for the first time
 */
public record PinnedImage(Pin pin, Map<Digest, Long> blobs) {

    public PinnedImage {
        blobs = Map.copyOf(blobs);
    }

    public long bytes() {
        return blobs.values().stream().mapToLong(Long::longValue).sum();
    }
}
