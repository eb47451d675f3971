package dev.entrepot.core.pull;

import dev.entrepot.core.blob.ManifestSource;
import java.util.concurrent.Executor;

/**
 * Where manifests come from, and how they are read.
 *
 * @param background runs what no client waits for; may block
 * @param recall where manifests are had that the source need not be asked for
 */
public record ManifestOrigin(ManifestSource source, ManifestReader reader, Executor background, Recall recall) {

    /** Without anything to recall from. */
    public ManifestOrigin(ManifestSource source, ManifestReader reader, Executor background) {
        this(source, reader, background, Recall.NOTHING);
    }
}
