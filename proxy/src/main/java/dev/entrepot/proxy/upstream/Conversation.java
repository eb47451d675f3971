package dev.entrepot.proxy.upstream;

import dev.entrepot.core.blob.Deadline;
import dev.entrepot.proxy.upstream.auth.Authenticator;
import dev.entrepot.proxy.upstream.auth.Exchange;
import dev.entrepot.proxy.upstream.auth.Exchange.Answered;
import dev.entrepot.proxy.upstream.http.Origin;
import dev.entrepot.proxy.upstream.http.Redirects;
import dev.entrepot.proxy.upstream.http.UpstreamException;
import dev.entrepot.proxy.upstream.http.UpstreamException.Kind;
import dev.entrepot.proxy.upstream.http.UpstreamRequest;
import dev.entrepot.proxy.upstream.http.UpstreamResponse;
import dev.entrepot.proxy.upstream.limit.RateLimit;
import java.net.URI;
import java.util.Optional;
import java.util.function.Consumer;

/** Asks one question along all redirects; each hop shows only what belongs to its origin. Cookies are ignored. */
final class Conversation {

    private final Authenticator authenticator;
    private final Origin home;
    private final Consumer<RateLimit> gauge;

    /** @param gauge told whenever the registry says what is left of its limit */
    Conversation(Authenticator authenticator, Origin home, Consumer<RateLimit> gauge) {
        this.authenticator = authenticator;
        this.home = home;
        this.gauge = gauge;
    }

    /**
     * @return empty when the registry's own token service refuses
     * @throws UpstreamException when there is no answer
     */
    Optional<Answer> ask(UpstreamRequest question, String repository, Deadline deadline) throws UpstreamException {
        UpstreamRequest request = question;
        boolean isPublic = true;
        for (int hop = 0; hop <= Redirects.MAX; hop++) {
            boolean isHome = Origin.of(request.uri()).equals(home);
            Exchange exchange = authenticator.send(request, repository, deadline);
            if (!(exchange instanceof Answered answered)) {
                return refused(isHome, request);
            }
            isPublic &= answered.isPublic();
            if (isHome) {
                RateLimit.of(answered.response()).ifPresent(gauge);
            }
            if (!Redirects.isRedirect(answered.response().status())) {
                return Optional.of(new Answer(answered.response(), isHome, isPublic));
            }
            request = request.at(target(answered.response()));
        }
        throw new UpstreamException(Kind.REDIRECT, question + ": more than " + Redirects.MAX + " redirects");
    }

    private static URI target(UpstreamResponse redirect) throws UpstreamException {
        try (redirect) {
            return Redirects.target(redirect);
        }
    }

    private static Optional<Answer> refused(boolean isHome, UpstreamRequest request) throws UpstreamException {
        if (isHome) {
            return Optional.empty();
        }
        throw new UpstreamException(Kind.TOKEN, request + ": its token service refused");
    }
}
