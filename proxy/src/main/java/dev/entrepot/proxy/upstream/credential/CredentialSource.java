package dev.entrepot.proxy.upstream.credential;

import dev.entrepot.core.blob.Deadline;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where credentials come from. Thread-safe; blocks; keeps what it found, so that asking often is cheap. */
@FunctionalInterface
public interface CredentialSource {

    CredentialSource NONE = (host, refused, deadline) -> Optional.empty();

    /**
     * @param host the authority of the registry's URL: a host, with a port where it is not the scheme's own
     * @param refused what this source gave and the registry did not take; what is found is another one
     * @return empty when there is none, or none but the refused one
     * @throws CredentialException when there should be one and it cannot be had by the deadline
     */
    Optional<Credential> find(String host, @Nullable Credential refused, Deadline deadline) throws CredentialException;

    /** One credential for one host. */
    static CredentialSource fixed(String host, Credential credential) {
        return (asked, refused, deadline) ->
                asked.equals(host) && !credential.equals(refused) ? Optional.of(credential) : Optional.empty();
    }
}
