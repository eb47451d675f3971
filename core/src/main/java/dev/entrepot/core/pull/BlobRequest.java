package dev.entrepot.core.pull;

import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Repository;
import dev.entrepot.core.oci.RequestedRange;

/** @param bodyWanted false for {@code HEAD}, which ignores ranges (RFC 9110, section 14.2) */
public record BlobRequest(Repository repository, Digest digest, RequestedRange range, boolean bodyWanted) {}
