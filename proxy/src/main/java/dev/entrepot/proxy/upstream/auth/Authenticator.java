package dev.entrepot.proxy.upstream.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.entrepot.core.blob.Deadline;
import dev.entrepot.proxy.upstream.http.Connections;
import dev.entrepot.proxy.upstream.http.Origin;
import dev.entrepot.proxy.upstream.http.UpstreamException;
import dev.entrepot.proxy.upstream.http.UpstreamRequest;
import dev.entrepot.proxy.upstream.http.UpstreamResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.net.URI;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests with what their origin wants to see, and answers its challenges.
 *
 * <p>What an origin wanted last is remembered, so that only the first request is challenged. A token from the cache that is
 * refused is replaced once; a new one that is refused is an answer. Origins other than the registry's own, which redirects
 * lead to, are only ever asked anonymously.
 */
public final class Authenticator {

    /** Without anything, with what is kept, with something new. */
    private static final int MAX_ATTEMPTS = 3;

    private static final int MAX_ORIGINS = 1000;

    private final Connections connections;
    private final Home home;
    private final Tokens tokens;
    private final LongSupplier nanoTime;
    private final Cache<Origin, Requirement> remembered = Caffeine.newBuilder()
            .maximumSize(MAX_ORIGINS)
            .executor(Runnable::run)
            .build();

    /**
     * @param nanoTime a monotonic clock, such as {@link System#nanoTime}
     * @param clock for {@code issued_at} of tokens
     */
    public Authenticator(
            Connections connections, Home home, TokenObserver observer, LongSupplier nanoTime, InstantSource clock) {
        this.connections = connections;
        this.home = home;
        this.nanoTime = nanoTime;
        this.tokens = new Tokens(new TokenEndpoint(connections, observer, nanoTime), nanoTime, clock);
    }

    /**
     * Asks, at most three times.
     *
     * @param repository the path of the one that is asked for
     * @throws UpstreamException as {@link Connections#exchange}, and TOKEN
     */
    public Exchange send(UpstreamRequest request, String repository, Deadline deadline) throws UpstreamException {
        long start = nanoTime.getAsLong();
        Token rejected = null;
        for (int attempt = 1; ; attempt++) {
            Optional<Authorization> authorization = authorize(request.uri(), repository, rejected, deadline);
            if (authorization.isEmpty()) {
                return new Exchange.Refused();
            }
            Authorization shown = authorization.get();
            UpstreamResponse response = connections.exchange(shown.on(request), deadline);
            if (response.status() != 401 || attempt == MAX_ATTEMPTS) {
                return new Exchange.Answered(response, shown.isPublic());
            }
            learn(response, shown, deadline);
            if (!hasBetter(shown, request.uri(), repository, start)) {
                return new Exchange.Answered(response, shown.isPublic());
            }
            response.close();
            rejected = shown.tokenShown().orElse(null);
        }
    }

    /** Empty when the token service refuses. */
    private Optional<Authorization> authorize(URI uri, String repository, @Nullable Token rejected, Deadline deadline)
            throws UpstreamException {
        Origin origin = Origin.of(uri);
        return switch (requirement(origin)) {
            case Requirement.None none -> Optional.of(new Authorization.Anonymous());
            case Requirement.Basic basic -> Optional.of(withPassword(origin));
            case Requirement.Bearer bearer -> {
                TokenKey key = key(bearer, uri, repository);
                yield tokens.get(key, rejected, deadline).map(token -> new Authorization.ByToken(key, token));
            }
        };
    }

    private Authorization withPassword(Origin origin) {
        Optional<Credential> own = isHome(origin) ? home.credential() : Optional.empty();
        return own.<Authorization>map(Authorization.ByPassword::new).orElseGet(Authorization.Anonymous::new);
    }

    private TokenKey key(Requirement.Bearer bearer, URI uri, String repository) {
        if (isHome(Origin.of(uri))) {
            String scope = Scopes.choose(bearer.scope(), Scopes.pull(repository));
            return new TokenKey(bearer.realm(), bearer.service(), scope, home.credentialFor(bearer.realm()));
        }
        String path = Scopes.repositoryIn(uri).orElse(repository);
        String scope = Scopes.choose(bearer.scope(), Scopes.pull(path));
        return new TokenKey(bearer.realm(), bearer.service(), scope, Optional.empty());
    }

    /** Remembers what a 401 asks for. Real requests to gcr.io may be refused without saying it: its {@code /v2/} does. */
    private void learn(UpstreamResponse refusal, Authorization shown, Deadline deadline) throws UpstreamException {
        Origin origin = Origin.of(refusal.uri());
        Requirement wanted = requirementOf(refusal);
        boolean isSilent = wanted instanceof Requirement.None;
        if (isSilent && isHome(origin) && shown instanceof Authorization.Anonymous) {
            wanted = ping(refusal, deadline);
        }
        if (!(wanted instanceof Requirement.None)) {
            remembered.put(origin, wanted);
        }
    }

    private Requirement ping(UpstreamResponse refusal, Deadline deadline) throws UpstreamException {
        try (UpstreamResponse ping = connections.exchange(UpstreamRequest.get(home.ping()), deadline)) {
            return requirementOf(ping);
        } catch (UpstreamException | RuntimeException e) {
            refusal.close();
            throw e;
        }
    }

    private static Requirement requirementOf(UpstreamResponse response) {
        return response.status() == 401
                ? Requirement.of(Challenge.parse(response.headers(HttpHeaderNames.WWW_AUTHENTICATE)), response.uri())
                : Requirement.none();
    }

    /** Whether asking once more would show something that was not refused in this very question. */
    private boolean hasBetter(Authorization shown, URI uri, String repository, long start) {
        Origin origin = Origin.of(uri);
        return switch (requirement(origin)) {
            case Requirement.None none -> false;
            case Requirement.Basic basic ->
                withPassword(origin) instanceof Authorization.ByPassword
                        && !(shown instanceof Authorization.ByPassword);
            case Requirement.Bearer bearer ->
                !(shown instanceof Authorization.ByToken tried)
                        || !tried.key().equals(key(bearer, uri, repository))
                        || !tried.token().isIssuedSince(start);
        };
    }

    private Requirement requirement(Origin origin) {
        Requirement known = remembered.getIfPresent(origin);
        return known == null ? Requirement.none() : known;
    }

    private boolean isHome(Origin origin) {
        return origin.equals(home.origin());
    }
}
