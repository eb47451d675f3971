package dev.entrepot.core.pull;

import dev.entrepot.core.blob.ManifestSource;
import java.util.concurrent.Executor;

/**
 * Where manifests come from, and how they are read.
 *
 * @param background runs what no client waits for; may block
 */
public record ManifestOrigin(ManifestSource source, ManifestReader reader, Executor background) {}
