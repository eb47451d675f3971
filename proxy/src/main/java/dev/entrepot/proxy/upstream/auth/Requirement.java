package dev.entrepot.proxy.upstream.auth;

import dev.entrepot.proxy.upstream.http.Origin;
import dev.entrepot.proxy.upstream.http.Uris;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;

/** What an origin wants to see before it answers, as far as we know. */
sealed interface Requirement {

    /** Nothing, or nothing we know. */
    record None() implements Requirement {}

    record Basic() implements Requirement {}

    /** @param scope as challenged; only a hint, see {@link Scopes#choose} */
    record Bearer(URI realm, Optional<String> service, Optional<String> scope) implements Requirement {}

    static Requirement none() {
        return new None();
    }

    /**
     * The strongest of several challenges that we can meet: Bearer, then Basic. Others, such as Negotiate, are passed over.
     *
     * @param asked the request that was challenged, for a relative realm
     */
    static Requirement of(List<Challenge> challenges, URI asked) {
        Requirement requirement = none();
        for (Challenge challenge : challenges) {
            if (challenge.scheme().equals("bearer")) {
                Requirement bearer = bearer(challenge, asked);
                if (bearer instanceof Bearer) {
                    return bearer;
                }
            } else if (challenge.scheme().equals("basic")) {
                requirement = new Basic();
            }
        }
        return requirement;
    }

    private static Requirement bearer(Challenge challenge, URI asked) {
        Optional<String> realm = challenge.parameter("realm").filter(text -> !text.isBlank());
        if (realm.isEmpty()) {
            return none();
        }
        try {
            URI uri = Uris.resolve(asked, realm.get());
            // Throws for what is neither http nor https. Whether we may go there shows when its address is known.
            Origin.of(uri);
            return new Bearer(uri, challenge.parameter("service"), challenge.parameter("scope"));
        } catch (URISyntaxException | IllegalArgumentException e) {
            return none();
        }
    }
}
