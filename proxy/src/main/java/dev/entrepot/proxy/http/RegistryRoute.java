package dev.entrepot.proxy.http;

import dev.entrepot.core.discovery.Subject;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.OciError;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.oci.Repository;
import java.util.Optional;
import java.util.OptionalInt;

/** What a request line asks for. */
sealed interface RegistryRoute {

    /** {@code /v2/}: are you a registry? */
    record Ping() implements RegistryRoute {}

    /** @param namespace the {@code ns} that was sent, to be answered as {@code OCI-Namespace} */
    record Manifest(Reference reference, Optional<String> namespace) implements RegistryRoute {}

    /** @param namespace the {@code ns} that was sent, to be answered as {@code OCI-Namespace} */
    record Blob(Repository repository, Digest digest, Optional<String> namespace) implements RegistryRoute {}

    /**
     * @param name as the client wrote it, which is how it is to be answered
     * @param path the same, for a link to the next page
     * @param after the last tag the client has
     * @param limit tags it wants at most
     */
    record Tags(
            Repository repository,
            String name,
            String path,
            Optional<String> namespace,
            Optional<String> after,
            OptionalInt limit)
            implements RegistryRoute {}

    /** @param artifactType of which the client wants to know, if not of all */
    record Referrers(Subject subject, Optional<String> artifactType, Optional<String> namespace)
            implements RegistryRoute {}

    /** Understood, and refused. */
    record Refused(OciError error) implements RegistryRoute {}

    /** Nothing of the distribution API: a plain 404. */
    record Elsewhere() implements RegistryRoute {}
}
