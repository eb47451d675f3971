package dev.entrepot.core.pull;

import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.blob.Manifest;
import dev.entrepot.core.oci.Reference;

/**
 * What is remembered about manifests for a while.
 *
 * @param manifests bounded in bytes
 * @param refused negative answers, kept for seconds: images are pushed moments after a 404 (protocol.md, case 22)
 * @param troubled upstreams, by name, that could not be asked a moment ago
 */
public record ManifestMemories(
        ShortMemory<Reference.ByDigest, Manifest> manifests,
        ShortMemory<Reference, Lookup.Refusal> refused,
        ShortMemory<String, Throwable> troubled) {}
