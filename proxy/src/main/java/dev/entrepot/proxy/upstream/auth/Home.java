package dev.entrepot.proxy.upstream.auth;

import dev.entrepot.proxy.upstream.http.Origin;
import java.net.URI;
import java.util.Optional;

/**
 * The registry credentials are configured for.
 *
 * @param url its base, without {@code /v2/} and without a slash at the end
 */
public record Home(URI url, Optional<Credential> credential) {

    public Origin origin() {
        return Origin.of(url);
    }

    URI ping() {
        return URI.create(url + "/v2/");
    }

    /** For a token service: it has to be reached by TLS, or be the plain-text registry's own host. */
    Optional<Credential> credentialFor(URI realm) {
        Origin service = Origin.of(realm);
        Origin own = origin();
        boolean isSafe =
                service.isSecure() || (!own.isSecure() && service.host().equals(own.host()));
        return isSafe ? credential : Optional.empty();
    }
}
