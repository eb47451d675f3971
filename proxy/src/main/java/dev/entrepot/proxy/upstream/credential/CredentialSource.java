package dev.entrepot.proxy.upstream.credential;

import dev.entrepot.core.blob.Deadline;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where credentials come from. Thread-safe; blocks; keeps what it found, so that asking often is cheap.
 *
 * <p>Two sources are equal when they were configured alike, whatever they have found so far: a reload keeps what has not
 * changed.
 */
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
    record Fixed(String host, Credential credential) implements CredentialSource {

        @Override
        public Optional<Credential> find(String asked, @Nullable Credential refused, Deadline deadline) {
            return asked.equals(host) && !credential.equals(refused) ? Optional.of(credential) : Optional.empty();
        }
    }

    static CredentialSource fixed(String host, Credential credential) {
        return new Fixed(host, credential);
    }
}
