package dev.entrepot.core.index;

import dev.entrepot.core.oci.Digest;
import java.util.Optional;

/**
 * Why a repository may, or may one day, serve a digest.
 *
 * @param size bytes, as the upstream or else the naming manifest said; -1 when neither did
 * @param mediaType of a manifest; empty for a blob
 * @param via the manifest of the same repository that names it, if one did
 */
public record Link(Role role, Standing standing, long size, Optional<String> mediaType, Optional<Digest> via) {

    public enum Role {
        MANIFEST,
        BLOB
    }

    /** Design, section 6: anyone who can push somewhere can name a private layer. */
    public enum Standing {
        /** A manifest of this repository names it. Enough only for a public blob. */
        CLAIMED,
        /** The upstream answered for that digest through this repository. */
        PROVEN
    }

    public boolean isProven() {
        return standing == Standing.PROVEN;
    }

    public static Link claimedBlob(long size, Digest via) {
        return new Link(Role.BLOB, Standing.CLAIMED, size, Optional.empty(), Optional.of(via));
    }

    public static Link claimedManifest(long size, String mediaType, Digest via) {
        return new Link(Role.MANIFEST, Standing.CLAIMED, size, Optional.of(mediaType), Optional.of(via));
    }

    public static Link provenBlob(long size, Optional<Digest> via) {
        return new Link(Role.BLOB, Standing.PROVEN, size, Optional.empty(), via);
    }

    public static Link provenManifest(long size, String mediaType) {
        return new Link(Role.MANIFEST, Standing.PROVEN, size, Optional.of(mediaType), Optional.empty());
    }
}
