package dev.entrepot.proxy.upstream.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.diagnosis.Work;
import dev.entrepot.proxy.upstream.auth.TokenObserver.TokenOutcome;
import dev.entrepot.proxy.upstream.http.Exchanges;
import dev.entrepot.proxy.upstream.http.Origin;
import dev.entrepot.proxy.upstream.http.Redirects;
import dev.entrepot.proxy.upstream.http.RetryAfter;
import dev.entrepot.proxy.upstream.http.UpstreamException;
import dev.entrepot.proxy.upstream.http.UpstreamException.Kind;
import dev.entrepot.proxy.upstream.http.UpstreamRequest;
import dev.entrepot.proxy.upstream.http.UpstreamResponse;
import dev.entrepot.proxy.upstream.http.Uris;
import io.netty.handler.codec.http.HttpMethod;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Asks a realm by GET or by POST, and by the other one where the first is not spoken there: protocol.md, 3.1. Which one a
 * realm spoke is remembered.
 */
final class TokenEndpoint implements TokenSource {

    private static final int MAX_ANSWER = 1 << 20;
    private static final int MAX_REALMS = 100;

    /** What one question by one method came to. */
    private sealed interface Reply {

        record Granted(TokenGrant grant) implements Reply {}

        record Denied() implements Reply {}

        /** Of this way of asking, or of who asks: 400 and 401 to a form can mean both. */
        record Unspoken(UpstreamException trouble, boolean isPerhapsDenied) implements Reply {}

        record Failed(UpstreamException trouble) implements Reply {}
    }

    private final Exchanges exchanges;
    private final TokenObserver observer;
    private final LongSupplier nanoTime;
    private final Cache<URI, TokenFlow> spoken = Caffeine.newBuilder()
            .maximumSize(MAX_REALMS)
            .executor(Runnable::run)
            .build();

    TokenEndpoint(Exchanges exchanges, TokenObserver observer, LongSupplier nanoTime) {
        this.exchanges = exchanges;
        this.observer = observer;
        this.nanoTime = nanoTime;
    }

    @Override
    public Optional<TokenGrant> ask(TokenKey key, Deadline deadline) throws UpstreamException {
        long start = nanoTime.getAsLong();
        TokenOutcome outcome = TokenOutcome.FAILED;
        try {
            Optional<TokenGrant> grant = byAnyFlow(key, deadline);
            outcome = grant.isPresent() ? TokenOutcome.GRANTED : TokenOutcome.DENIED;
            return grant;
        } catch (UpstreamException e) {
            throw e.kind() == Kind.INTERRUPTED || e.kind() == Kind.TOKEN ? e : e.asTokenTrouble("no token");
        } finally {
            observer.tokenAsked(Origin.of(key.realm()), outcome, Duration.ofNanos(nanoTime.getAsLong() - start));
        }
    }

    private Optional<TokenGrant> byAnyFlow(TokenKey key, Deadline deadline) throws UpstreamException {
        List<TokenFlow> flows = TokenFlow.order(key, Optional.ofNullable(spoken.getIfPresent(key.realm())));
        Reply first = exchange(flows.getFirst(), key, deadline);
        if (flows.size() == 1 || !(first instanceof Reply.Unspoken)) {
            return result(first);
        }
        Reply second = exchange(flows.getLast(), key, deadline);
        if (second instanceof Reply.Granted) {
            spoken.put(key.realm(), flows.getLast());
        }
        boolean saysMore = !(second instanceof Reply.Unspoken unspoken) || unspoken.isPerhapsDenied();
        return result(saysMore ? second : first);
    }

    private static Optional<TokenGrant> result(Reply reply) throws UpstreamException {
        return switch (reply) {
            case Reply.Granted granted -> Optional.of(granted.grant());
            case Reply.Denied denied -> Optional.empty();
            case Reply.Failed failed -> throw failed.trouble();
            case Reply.Unspoken unspoken -> {
                if (unspoken.isPerhapsDenied()) {
                    yield Optional.empty();
                }
                throw unspoken.trouble();
            }
        };
    }

    private Reply exchange(TokenFlow flow, TokenKey key, Deadline deadline) throws UpstreamException {
        UpstreamRequest request = flow.request(key).about(Work.TOKEN, key.scope());
        for (int hop = 0; hop <= Redirects.MAX; hop++) {
            try (UpstreamResponse response = exchanges.exchange(request, deadline)) {
                if (!Redirects.isRedirect(response.status())) {
                    return reply(flow, key, response, deadline);
                }
                request = redirected(key, request, Redirects.target(response));
            }
        }
        throw new UpstreamException(Kind.TOKEN, request + ": more than " + Redirects.MAX + " redirects");
    }

    /** What proves who we are stays with the realm's origin. */
    private static UpstreamRequest redirected(TokenKey key, UpstreamRequest request, URI target)
            throws UpstreamException {
        if (Origin.of(target).equals(Origin.of(key.realm()))) {
            return request.at(target);
        }
        if (request.method().equals(HttpMethod.POST)) {
            throw new UpstreamException(Kind.TOKEN, request + ": redirected to another origin");
        }
        return UpstreamRequest.get(target).with("Accept", "application/json").about(Work.TOKEN, key.scope());
    }

    private static Reply reply(TokenFlow flow, TokenKey key, UpstreamResponse response, Deadline deadline)
            throws UpstreamException {
        int status = response.status();
        if (status == 200) {
            return new Reply.Granted(grant(response, deadline));
        }
        if (flow.mayNotBeSpoken(key, status)) {
            return new Reply.Unspoken(trouble(response), flow == TokenFlow.POST && status <= 401);
        }
        return status == 401 || status == 403 ? new Reply.Denied() : new Reply.Failed(trouble(response));
    }

    private static UpstreamException trouble(UpstreamResponse response) {
        return UpstreamException.status(
                response.status(),
                RetryAfter.of(response),
                Uris.withoutQuery(response.uri()) + " answered " + response.status());
    }

    private static TokenGrant grant(UpstreamResponse response, Deadline deadline) throws UpstreamException {
        byte[] body = response.readAll(MAX_ANSWER, deadline);
        try {
            return TokenGrant.parse(body);
        } catch (IOException e) {
            throw new UpstreamException(Kind.TOKEN, Uris.withoutQuery(response.uri()) + ": not a token answer", e);
        }
    }
}
