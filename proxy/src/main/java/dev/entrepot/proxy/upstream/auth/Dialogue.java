package dev.entrepot.proxy.upstream.auth;

import dev.entrepot.core.blob.Deadline;
import dev.entrepot.proxy.upstream.http.Exchanges;
import dev.entrepot.proxy.upstream.http.UpstreamException;
import dev.entrepot.proxy.upstream.http.UpstreamRequest;
import dev.entrepot.proxy.upstream.http.UpstreamResponse;
import java.net.URI;
import java.util.Optional;

/** One request, asked again for as long as there is something better to show than what was refused. */
final class Dialogue {

    /** Without anything, with what is kept, with something new; once more where a password turned out to have expired. */
    private static final int MAX_ATTEMPTS = 4;

    private final Exchanges exchanges;
    private final Requirements requirements;
    private final Wallet wallet;
    private final Deadline deadline;

    Dialogue(Exchanges exchanges, Requirements requirements, Wallet wallet, Deadline deadline) {
        this.exchanges = exchanges;
        this.requirements = requirements;
        this.wallet = wallet;
        this.deadline = deadline;
    }

    Exchange about(UpstreamRequest request) throws UpstreamException {
        URI uri = request.uri();
        for (int attempt = 1; ; attempt++) {
            Optional<Authorization> authorization = wallet.authorization(requirements.of(uri), uri);
            if (authorization.isEmpty()) {
                return new Exchange.Refused();
            }
            Authorization shown = authorization.get();
            UpstreamResponse response = exchanges.exchange(shown.on(request), deadline);
            if (attempt == MAX_ATTEMPTS || !isWorthAnother(response, shown)) {
                return new Exchange.Answered(response, shown.isPublic());
            }
            response.close();
        }
    }

    /** Closes the response when it cannot be told. */
    private boolean isWorthAnother(UpstreamResponse response, Authorization shown) throws UpstreamException {
        try {
            return showsMore(response, shown);
        } catch (UpstreamException | RuntimeException e) {
            response.close();
            throw e;
        }
    }

    private boolean showsMore(UpstreamResponse response, Authorization shown) throws UpstreamException {
        boolean isChallenge = response.status() == 401 || isTokenRefused(response, shown);
        if (isChallenge) {
            requirements.learn(response, shown, deadline);
            if (wallet.hasBetter(shown, requirements.of(response.uri()), response.uri())) {
                wallet.reject(shown);
                return true;
            }
        }
        if (response.status() == 401 || response.status() == 403) {
            wallet.checkNothingWithheld(requirements.of(response.uri()), response.uri());
        }
        return mayHaveExpired(response.status())
                && shown instanceof Authorization.ByPassword
                && wallet.renewCredential();
    }

    /** RFC 6750 has 403 for a scope that does not suffice; registries mostly say 401. */
    private static boolean isTokenRefused(UpstreamResponse response, Authorization shown) {
        return response.status() == 403
                && shown instanceof Authorization.ByToken
                && Requirements.challenges(response).stream()
                        .anyMatch(challenge -> challenge.scheme().equals("bearer")
                                && challenge.parameter("error").isPresent());
    }

    /** ECR says 400 or 403 to a password that was good twelve hours ago. */
    private static boolean mayHaveExpired(int status) {
        return status == 400 || status == 401 || status == 403;
    }
}
