package dev.entrepot.proxy.upstream.auth;

import dev.entrepot.proxy.upstream.credential.Credential;
import dev.entrepot.proxy.upstream.http.UpstreamRequest;
import java.util.Optional;

/** What one request shows of itself. */
sealed interface Authorization {

    record Anonymous() implements Authorization {}

    record ByPassword(Credential.Password credential) implements Authorization {}

    record ByToken(TokenKey key, Token token) implements Authorization {}

    default UpstreamRequest on(UpstreamRequest request) {
        return switch (this) {
            case Anonymous anonymous -> request;
            case ByPassword basic ->
                request.with("Authorization", basic.credential().basic());
            case ByToken bearer -> request.with("Authorization", bearer.token().authorization());
        };
    }

    /** Whether it owes nothing to credentials: an anonymous token is given to everybody. */
    default boolean isPublic() {
        return switch (this) {
            case Anonymous anonymous -> true;
            case ByPassword basic -> false;
            case ByToken bearer -> bearer.key().credential().isEmpty();
        };
    }

    default Optional<Token> tokenShown() {
        return this instanceof ByToken bearer ? Optional.of(bearer.token()) : Optional.empty();
    }
}
