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
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The registry credentials are configured for. */
public final class Home {

    private static final Logger LOG = LoggerFactory.getLogger(Home.class);

    private final URI url;
    private final CredentialSource credentials;
    private final Set<String> tokenHosts;
    private final AtomicReference<String> lastFailure = new AtomicReference<>("");

    /**
     * @param url its base, without {@code /v2/} and without a slash at the end
     * @param tokenHosts token services it may name besides those of its own domain, in lower case
     */
    public Home(URI url, CredentialSource credentials, Set<String> tokenHosts) {
        this.url = url;
        this.credentials = credentials;
        this.tokenHosts = Set.copyOf(tokenHosts);
    }

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
            Optional<Credential> found = credentials.find(origin().authority(), refused, deadline);
            lastFailure.set("");
            return found;
        } catch (CredentialException e) {
            complain(String.valueOf(e.getMessage()));
            // Clients read it: where our secrets are and what a helper says is not for them.
            throw new UpstreamException(
                    Kind.CREDENTIAL,
                    "the credentials configured for " + origin().authority() + " cannot be had; the log says why",
                    e);
        }
    }

    /** Once for each reason, not for each request. */
    private void complain(String why) {
        if (!why.equals(lastFailure.getAndSet(why))) {
            LOG.warn("no credential for {}: {}", origin().authority(), why);
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
