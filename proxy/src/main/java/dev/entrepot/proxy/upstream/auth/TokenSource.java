package dev.entrepot.proxy.upstream.auth;

import dev.entrepot.core.blob.Deadline;
import dev.entrepot.proxy.upstream.http.UpstreamException;
import java.util.Optional;

/** Asks a token service, every time. */
interface TokenSource {

    /**
     * @return empty when the service refuses: these credentials, or nobody, may have no such token
     * @throws UpstreamException TOKEN, or INTERRUPTED
     */
    Optional<TokenGrant> ask(TokenKey key, Deadline deadline) throws UpstreamException;
}
