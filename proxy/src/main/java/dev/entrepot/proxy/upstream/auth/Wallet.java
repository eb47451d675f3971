package dev.entrepot.proxy.upstream.auth;

import dev.entrepot.core.blob.Deadline;
import dev.entrepot.proxy.upstream.credential.Credential;
import dev.entrepot.proxy.upstream.http.Origin;
import dev.entrepot.proxy.upstream.http.UpstreamException;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What can be shown in the course of one question, and what was refused already. Used by one thread.
 *
 * <p>The credential is looked for when it is wanted and not before, belongs to the registry's own origin and to the token
 * service it names, and is renewed once at most.
 */
final class Wallet {

    private final Home home;
    private final Tokens tokens;
    private final String repository;
    private final Deadline deadline;
    private final long start;
    private @Nullable Token rejected;
    private Optional<Credential> credential = Optional.empty();
    private boolean lookedFor;
    private boolean renewed;

    /**
     * @param repository the path of the one that is asked for, where a URL does not say it
     * @param start of the question, in nanoseconds of the tokens' clock
     */
    Wallet(Home home, Tokens tokens, String repository, Deadline deadline, long start) {
        this.home = home;
        this.tokens = tokens;
        this.repository = repository;
        this.deadline = deadline;
        this.start = start;
    }

    /** Empty when the token service refuses. */
    Optional<Authorization> authorization(Requirement requirement, URI uri) throws UpstreamException {
        return switch (requirement) {
            case Requirement.None none -> Optional.of(new Authorization.Anonymous());
            case Requirement.Basic basic -> Optional.of(withPassword(uri));
            case Requirement.Bearer bearer -> withToken(bearer, uri);
        };
    }

    private Authorization withPassword(URI uri) throws UpstreamException {
        return isHome(uri) && credential().orElse(null) instanceof Credential.Password password
                ? new Authorization.ByPassword(password)
                : new Authorization.Anonymous();
    }

    private Optional<Authorization> withToken(Requirement.Bearer bearer, URI uri) throws UpstreamException {
        TokenKey key = key(bearer, uri);
        Optional<Token> token = tokens.get(key, rejected, deadline);
        if (token.isEmpty() && key.credential().isPresent() && renewCredential()) {
            return withToken(bearer, uri);
        }
        if (token.isEmpty() && isWithheld(bearer, uri)) {
            throw home.withheld(bearer.realm());
        }
        return token.map(issued -> new Authorization.ByToken(key, issued));
    }

    private TokenKey key(Requirement.Bearer bearer, URI uri) throws UpstreamException {
        String path = Scopes.repositoryIn(uri).orElse(repository);
        String scope = Scopes.choose(bearer.scope(), Scopes.pull(path));
        Optional<Credential> shown = isHome(uri) && home.trusts(bearer.realm()) ? credential() : Optional.empty();
        return new TokenKey(bearer.realm(), bearer.service(), scope, shown);
    }

    /** Whether asking once more would show something that was not refused in this very question. */
    boolean hasBetter(Authorization shown, Requirement requirement, URI uri) throws UpstreamException {
        return switch (requirement) {
            case Requirement.None none -> false;
            case Requirement.Basic basic ->
                !(shown instanceof Authorization.ByPassword) && withPassword(uri) instanceof Authorization.ByPassword;
            case Requirement.Bearer bearer ->
                !(shown instanceof Authorization.ByToken tried)
                        || !tried.key().equals(key(bearer, uri))
                        || !tried.token().isIssuedSince(start);
        };
    }

    /**
     * A refusal tells nothing about what we may have.
     *
     * @throws UpstreamException CREDENTIAL, when there was more to show, but not to the token service that was named
     */
    void checkNothingWithheld(Requirement requirement, URI uri) throws UpstreamException {
        if (requirement instanceof Requirement.Bearer bearer && isWithheld(bearer, uri)) {
            throw home.withheld(bearer.realm());
        }
    }

    private boolean isWithheld(Requirement.Bearer bearer, URI uri) throws UpstreamException {
        return isHome(uri) && !home.trusts(bearer.realm()) && credential().isPresent();
    }

    /** A token that was refused is not shown again. */
    void reject(Authorization shown) {
        rejected = shown.tokenShown().orElse(null);
    }

    private Optional<Credential> credential() throws UpstreamException {
        if (!lookedFor) {
            credential = home.credential(null, deadline);
            lookedFor = true;
        }
        return credential;
    }

    /** Whether there is another one than that which was refused. */
    boolean renewCredential() throws UpstreamException {
        Optional<Credential> old = credential();
        if (renewed || old.isEmpty()) {
            return false;
        }
        renewed = true;
        Optional<Credential> fresh = home.credential(old.get(), deadline);
        if (fresh.isPresent()) {
            credential = fresh;
        }
        return fresh.isPresent();
    }

    private boolean isHome(URI uri) {
        return Origin.of(uri).equals(home.origin());
    }
}
