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
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The registry credentials are configured for.
 *
 * @param url its base, without {@code /v2/} and without a slash at the end
 * @param tokenHosts token services it may name besides those of its own domain, in lower case
 */
public record Home(URI url, CredentialSource credentials, Set<String> tokenHosts) {

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

    /**
     * Whether a token service may see the credential: the registry's own host, one of its domain or one that is named, and by
     * TLS except from a plain-text registry. Whoever can write a challenge would have the password otherwise.
     */
    boolean trusts(URI realm) {
        Origin service = Origin.of(realm);
        Origin own = origin();
        if (!service.isSecure() && own.isSecure()) {
            return false;
        }
        return service.host().equals(own.host())
                || tokenHosts.contains(service.host())
                || (service.isSecure() && Domains.areRelated(own.host(), service.host()));
    }

    /** @return what to say where a token was refused to one who did not show it */
    UpstreamException withheld(URI realm) {
        return new UpstreamException(
                Kind.CREDENTIAL,
                "the credentials for " + origin().authority() + " are not shown to its token service at "
                        + Origin.of(realm) + ", which is neither of its domain nor among its token-hosts, "
                        + "or not reached by TLS");
    }
}
