package dev.entrepot.core.blob;

import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Repository;
import java.util.Optional;

/**
 * What is written beside a partial file, so that it can be continued after a restart.
 *
 * @param repository through which it was being fetched
 * @param size bytes of the whole blob; -1 while nobody has said
 * @param validator a strong {@code ETag} of the source, for {@code If-Range}
 */
public record Intent(Digest digest, Repository repository, long size, Optional<String> validator) {

    public static final long SIZE_UNKNOWN = -1;
}
