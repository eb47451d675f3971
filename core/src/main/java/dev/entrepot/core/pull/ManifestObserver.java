package dev.entrepot.core.pull;

import dev.entrepot.core.oci.Reference;

/** Hears of every answer about a manifest that was not given on the event loop at once. Must not block or throw. */
public interface ManifestObserver {

    ManifestObserver NOOP = (reference, answer) -> {};

    void answered(Reference reference, ManifestAnswer answer);
}
