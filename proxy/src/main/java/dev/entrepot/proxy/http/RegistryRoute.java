package dev.entrepot.proxy.http;

import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.OciError;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.oci.Repository;
import java.util.Optional;

/** What a request line asks for. */
sealed interface RegistryRoute {

    /** {@code /v2/}: are you a registry? */
    record Ping() implements RegistryRoute {}

    /** @param namespace the {@code ns} that was sent, to be answered as {@code OCI-Namespace} */
    record Manifest(Reference reference, Optional<String> namespace) implements RegistryRoute {}

    /** @param namespace the {@code ns} that was sent, to be answered as {@code OCI-Namespace} */
    record Blob(Repository repository, Digest digest, Optional<String> namespace) implements RegistryRoute {}

    /** Understood, and refused. */
    record Refused(OciError error) implements RegistryRoute {}

    /** Nothing of the distribution API: a plain 404. */
    record Elsewhere() implements RegistryRoute {}
}
