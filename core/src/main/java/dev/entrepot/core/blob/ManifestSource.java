package dev.entrepot.core.blob;

import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Reference;
import org.jspecify.annotations.Nullable;

/** Where missing manifests come from. Blocks; answers by the deadline. */
public interface ManifestSource {

    /**
     * What a reference names, without the body. Docker Hub does not count it against the rate limit. Found without a
     * digest where the source does not say one: then only {@link #get} tells.
     */
    Lookup<Head> head(Reference reference, Deadline deadline);

    /**
     * The manifest with all media types accepted. A manifest whose bytes do not have the digest that was asked for is
     * unreachable with a {@link CorruptBlobException}. By tag, the digest is that of the bytes received; where the source's
     * header says another, they count only if the source has nothing by that one.
     */
    Lookup<Fetched> get(Reference reference, Deadline deadline);

    /**
     * @param digest null where the source sent none that can be read
     * @param size bytes; -1 where the source did not say
     */
    record Head(@Nullable Digest digest, String mediaType, long size, boolean isPublic) {}

    /** @param isPublic whether it was had without credentials */
    record Fetched(Manifest manifest, boolean isPublic) {}
}
