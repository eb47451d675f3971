package dev.entrepot.core.discovery;

import dev.entrepot.core.blob.Manifest;
import dev.entrepot.core.oci.Digest;
import java.util.List;
import java.util.Optional;

/** Reads manifests for what refers to what. A port: {@code core} reads no JSON. */
public interface ReferrerReader {

    /** What a list of referrers names; empty where it cannot be read as one. */
    Optional<List<Referrer>> listed(Manifest index);

    /** The manifest as one that refers to {@code subject}; empty where it does not. */
    Optional<Referrer> describing(Manifest manifest, Digest subject);
}
