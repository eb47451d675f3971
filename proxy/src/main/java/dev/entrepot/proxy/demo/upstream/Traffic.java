package dev.entrepot.proxy.demo.upstream;

import dev.entrepot.core.oci.Digest;
import java.util.List;

/**
 * What a registry was asked and what it sent.
 *
 * @param requests such as {@code GET /v2/shop/web/manifests/1.0}, in the order of their arrival
 * @param bytes of bodies
 */
public record Traffic(List<String> requests, long bytes) {

    public Traffic {
        requests = List.copyOf(requests);
    }

    /** What came after {@code earlier}, which was taken of the same registry. */
    public Traffic since(Traffic earlier) {
        return new Traffic(requests.subList(earlier.requests.size(), requests.size()), bytes - earlier.bytes);
    }

    /** How often a blob was asked for, whole or in part. */
    public long fetchesOf(Digest digest) {
        return requests.stream()
                .filter(request -> request.startsWith("GET ") && request.endsWith("/blobs/" + digest))
                .count();
    }
}
