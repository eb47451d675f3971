package dev.entrepot.testkit.real;

import dev.entrepot.core.oci.Digest;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * An image in an OCI layout folder.
 *
 * @param layout the folder
 * @param tag its name within the folder, and where it is pushed to
 * @param digest of the manifest, or of the index where there is more than one platform
 * @param layers all layers, of one platform after the other
 * @param files what is unpacked on this machine's platform
 */
public record OciImage(Path layout, String tag, Digest digest, List<Layer> layers, List<RandomFile> files) {

    /**
     * One layer.
     *
     * @param size bytes of the blob
     */
    public record Layer(Digest digest, long size) {}

    /** Path to SHA-256 of every file. */
    public Map<String, String> checksums() {
        Map<String, String> checksums = new TreeMap<>();
        files.forEach(file -> checksums.put(file.path(), file.sha256()));
        return checksums;
    }

    public List<String> paths() {
        return files.stream().map(RandomFile::path).toList();
    }
}
