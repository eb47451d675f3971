package dev.entrepot.proxy.upstream.auth;

import dev.entrepot.core.blob.Deadline;
import dev.entrepot.proxy.upstream.auth.TokenObserver.TokenOutcome;
import dev.entrepot.proxy.upstream.http.Connections;
import dev.entrepot.proxy.upstream.http.Origin;
import dev.entrepot.proxy.upstream.http.Redirects;
import dev.entrepot.proxy.upstream.http.RetryAfter;
import dev.entrepot.proxy.upstream.http.UpstreamException;
import dev.entrepot.proxy.upstream.http.UpstreamException.Kind;
import dev.entrepot.proxy.upstream.http.UpstreamRequest;
import dev.entrepot.proxy.upstream.http.UpstreamResponse;
import dev.entrepot.proxy.upstream.http.Uris;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.function.LongSupplier;

/** GET of a realm: {@code ?service=&scope=}, with Basic credentials or without (distribution, token.md). */
final class TokenEndpoint implements TokenSource {

    private static final int MAX_ANSWER = 1 << 20;

    private final Connections connections;
    private final TokenObserver observer;
    private final LongSupplier nanoTime;

    TokenEndpoint(Connections connections, TokenObserver observer, LongSupplier nanoTime) {
        this.connections = connections;
        this.observer = observer;
        this.nanoTime = nanoTime;
    }

    @Override
    public Optional<TokenGrant> ask(TokenKey key, Deadline deadline) throws UpstreamException {
        long start = nanoTime.getAsLong();
        TokenOutcome outcome = TokenOutcome.FAILED;
        try {
            Optional<TokenGrant> grant = exchange(key, deadline);
            outcome = grant.isPresent() ? TokenOutcome.GRANTED : TokenOutcome.DENIED;
            return grant;
        } catch (UpstreamException e) {
            throw e.kind() == Kind.INTERRUPTED || e.kind() == Kind.TOKEN ? e : e.asTokenTrouble("no token");
        } finally {
            observer.tokenAsked(Origin.of(key.realm()), outcome, Duration.ofNanos(nanoTime.getAsLong() - start));
        }
    }

    private Optional<TokenGrant> exchange(TokenKey key, Deadline deadline) throws UpstreamException {
        UpstreamRequest request = request(key);
        for (int hop = 0; hop <= Redirects.MAX; hop++) {
            try (UpstreamResponse response = connections.exchange(request, deadline)) {
                if (!Redirects.isRedirect(response.status())) {
                    return answer(response, deadline);
                }
                request = redirected(key, request, Redirects.target(response));
            }
        }
        throw new UpstreamException(Kind.TOKEN, request + ": more than " + Redirects.MAX + " redirects");
    }

    private static UpstreamRequest request(TokenKey key) {
        UpstreamRequest request = UpstreamRequest.get(url(key)).with("Accept", "application/json");
        return key.credential()
                .map(credential -> request.with("Authorization", credential.authorization()))
                .orElse(request);
    }

    private static UpstreamRequest redirected(TokenKey key, UpstreamRequest request, URI target) {
        boolean isSame = Origin.of(target).equals(Origin.of(key.realm()));
        return isSame ? request.at(target) : UpstreamRequest.get(target).with("Accept", "application/json");
    }

    /** The realm may have a query of its own. */
    private static URI url(TokenKey key) {
        StringJoiner query = new StringJoiner("&");
        Optional.ofNullable(key.realm().getRawQuery()).ifPresent(query::add);
        key.service().ifPresent(service -> query.add("service=" + encoded(service)));
        query.add("scope=" + encoded(key.scope()));
        String realm = key.realm().toString();
        int end = realm.indexOf('?');
        return URI.create((end < 0 ? realm : realm.substring(0, end)) + '?' + query);
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    private static Optional<TokenGrant> answer(UpstreamResponse response, Deadline deadline) throws UpstreamException {
        return switch (response.status()) {
            case 200 -> Optional.of(grant(response, deadline));
            case 401, 403 -> Optional.empty();
            default ->
                throw UpstreamException.status(
                        response.status(),
                        RetryAfter.of(response),
                        Uris.withoutQuery(response.uri()) + " answered " + response.status());
        };
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
