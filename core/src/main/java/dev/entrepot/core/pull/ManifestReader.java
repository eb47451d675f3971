package dev.entrepot.core.pull;

import dev.entrepot.core.blob.Manifest;
import dev.entrepot.core.index.ManifestRecord;
import java.util.List;

/** Reads what a manifest names, from a copy: the bytes themselves are never touched. */
public interface ManifestReader {

    /**
     * Config, layers, blobs, child manifests and subject, none of them proven. Empty for anything that is not JSON or not
     * a known shape: an unknown artifact is served all the same.
     */
    List<ManifestRecord.Child> children(Manifest manifest);
}
