package dev.entrepot.proxy.upstream.auth;

import dev.entrepot.core.blob.Deadline;
import dev.entrepot.proxy.upstream.http.Exchanges;
import dev.entrepot.proxy.upstream.http.UpstreamException;
import dev.entrepot.proxy.upstream.http.UpstreamRequest;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * Sends requests with what their origin wants to see, and answers its challenges.
 *
 * <p>A token from the cache that is refused is replaced once, a password that has expired too; a new one that is refused is
 * an answer. Origins other than the registry's own, which redirects lead to, are only ever asked anonymously.
 */
public final class Authenticator {

    private final Exchanges exchanges;
    private final Home home;
    private final Tokens tokens;
    private final Requirements requirements;
    private final LongSupplier nanoTime;

    /**
     * @param nanoTime a monotonic clock, such as {@link System#nanoTime}
     * @param clock for {@code issued_at} of tokens
     */
    public Authenticator(
            Exchanges exchanges, Home home, TokenObserver observer, LongSupplier nanoTime, InstantSource clock) {
        this.exchanges = exchanges;
        this.home = home;
        this.nanoTime = nanoTime;
        this.tokens = new Tokens(new TokenEndpoint(exchanges, observer, nanoTime), nanoTime, clock);
        this.requirements = new Requirements(exchanges, home);
    }

    /**
     * Asks, a few times at most.
     *
     * @param repository the path of the one that is asked for
     * @throws UpstreamException as {@link Exchanges#exchange}, and TOKEN or CREDENTIAL
     */
    public Exchange send(UpstreamRequest request, String repository, Deadline deadline) throws UpstreamException {
        Wallet wallet = new Wallet(home, tokens, repository, deadline, nanoTime.getAsLong());
        return new Dialogue(exchanges, requirements, wallet, deadline).about(request);
    }
}
