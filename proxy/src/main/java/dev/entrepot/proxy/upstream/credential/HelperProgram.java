package dev.entrepot.proxy.upstream.credential;

import java.time.Duration;
import java.util.Optional;

/** A credential helper, asked every time. */
@FunctionalInterface
interface HelperProgram {

    /**
     * @param server as Docker names it
     * @return empty when the helper knows none for it
     */
    Optional<Credential> get(String server, Duration limit) throws CredentialException;
}
