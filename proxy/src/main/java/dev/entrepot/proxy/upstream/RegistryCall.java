package dev.entrepot.proxy.upstream;

import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.oci.Repository;
import dev.entrepot.proxy.upstream.UpstreamObserver.Operation;
import dev.entrepot.proxy.upstream.http.UpstreamRequest;
import dev.entrepot.proxy.upstream.http.UpstreamResponse;
import java.io.IOException;
import java.net.URI;

/** One question to a registry: how it is asked, and what its good answers mean. */
interface RegistryCall<T> {

    Operation operation();

    Repository repository();

    /** @param base of the registry, without {@code /v2/} */
    UpstreamRequest request(URI base);

    /** Which statuses {@link #read} knows what to do with; the rest is the same for all calls. */
    default boolean reads(int status) {
        return status == 200;
    }

    /**
     * Whether a 404 of another origin is the registry's own word: some registries redirect manifests to another registry,
     * while a CDN's 404 for a blob only says that its URL has expired.
     */
    default boolean isAbsenceElsewhere(URI answered) {
        return false;
    }

    /** How far a 404 that counts as the registry's own word is one. */
    default Lookup.Refusal absence(UpstreamResponse response, Deadline deadline) {
        return Lookup.Refusal.NOT_FOUND;
    }

    /**
     * Makes something of an answer, and takes it over unless it throws.
     *
     * @throws IOException when it cannot be used: the upstream counts as unreachable
     */
    Lookup<T> read(Answer answer, Deadline deadline) throws IOException;
}
