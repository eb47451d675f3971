package dev.entrepot.proxy.upstream.auth;

import dev.entrepot.core.blob.Deadline;
import dev.entrepot.proxy.upstream.credential.Credential;
import dev.entrepot.proxy.upstream.credential.CredentialException;
import dev.entrepot.proxy.upstream.credential.CredentialSource;
import dev.entrepot.proxy.upstream.http.Origin;
import dev.entrepot.proxy.upstream.http.UpstreamException;
import dev.entrepot.proxy.upstream.http.UpstreamException.Kind;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The registry credentials are configured for.
 *
 * @param url its base, without {@code /v2/} and without a slash at the end
 */
public record Home(URI url, CredentialSource credentials) {

    public Origin origin() {
        return Origin.of(url);
    }

    URI ping() {
        return URI.create(url + "/v2/");
    }

    /**
     * @param refused what was shown and not taken; then another one or none
     * @throws UpstreamException CREDENTIAL
     */
    Optional<Credential> credential(@Nullable Credential refused, Deadline deadline) throws UpstreamException {
        try {
            return credentials.find(origin().authority(), refused, deadline);
        } catch (CredentialException e) {
            throw new UpstreamException(
                    Kind.CREDENTIAL, "no credential for " + origin().authority() + ": " + e.getMessage(), e);
        }
    }

    /** Whether a token service may see it: one reached by TLS, or the plain-text registry's own host. */
    boolean trusts(URI realm) {
        Origin service = Origin.of(realm);
        Origin own = origin();
        return service.isSecure() || (!own.isSecure() && service.host().equals(own.host()));
    }
}
