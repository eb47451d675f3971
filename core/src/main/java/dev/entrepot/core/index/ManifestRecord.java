package dev.entrepot.core.index;

import dev.entrepot.core.oci.Descriptor;
import java.util.List;

/**
 * The small readable record that lies beside the blobs for one manifest of one repository. The index can
 * be rebuilt from it.
 *
 * @param mediaType exactly as the upstream sent it
 * @param size bytes of the manifest
 */
public record ManifestRecord(String mediaType, long size, boolean isPublic, List<Child> children) {

    public ManifestRecord {
        children = List.copyOf(children);
    }

    /**
     * @param proven whether the upstream answered for it through this repository
     * @param isPublic whether it was had without credentials
     */
    public record Child(Descriptor descriptor, Link.Role role, boolean proven, boolean isPublic) {}
}
