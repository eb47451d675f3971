package dev.entrepot.proxy.upstream.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.entrepot.core.blob.Deadline;
import dev.entrepot.proxy.upstream.http.Exchanges;
import dev.entrepot.proxy.upstream.http.Origin;
import dev.entrepot.proxy.upstream.http.UpstreamException;
import dev.entrepot.proxy.upstream.http.UpstreamRequest;
import dev.entrepot.proxy.upstream.http.UpstreamResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.net.URI;
import java.util.List;

/** What each origin wanted to see last, so that only the first request is challenged. */
final class Requirements {

    private static final int MAX_ORIGINS = 1000;

    private final Exchanges exchanges;
    private final Home home;
    private final Cache<Origin, Requirement> remembered = Caffeine.newBuilder()
            .maximumSize(MAX_ORIGINS)
            .executor(Runnable::run)
            .build();

    Requirements(Exchanges exchanges, Home home) {
        this.exchanges = exchanges;
        this.home = home;
    }

    Requirement of(URI uri) {
        Requirement known = remembered.getIfPresent(Origin.of(uri));
        return known == null ? Requirement.none() : known;
    }

    /**
     * Remembers what a refusal asks for. Real requests to gcr.io may be refused without saying it: its {@code /v2/} does.
     *
     * @param shown what was refused
     */
    void learn(UpstreamResponse refusal, Authorization shown, Deadline deadline) throws UpstreamException {
        Origin origin = Origin.of(refusal.uri());
        Requirement wanted = requirementOf(refusal);
        boolean isSilent = wanted instanceof Requirement.None;
        if (isSilent && origin.equals(home.origin()) && shown instanceof Authorization.Anonymous) {
            wanted = ping(deadline);
        }
        if (!(wanted instanceof Requirement.None)) {
            remembered.put(origin, wanted);
        }
    }

    private Requirement ping(Deadline deadline) throws UpstreamException {
        try (UpstreamResponse ping = exchanges.exchange(UpstreamRequest.get(home.ping()), deadline)) {
            return ping.status() == 401 ? requirementOf(ping) : Requirement.none();
        }
    }

    private static Requirement requirementOf(UpstreamResponse response) {
        return Requirement.of(challenges(response), response.uri());
    }

    static List<Challenge> challenges(UpstreamResponse response) {
        return Challenge.parse(response.headers(HttpHeaderNames.WWW_AUTHENTICATE));
    }
}
