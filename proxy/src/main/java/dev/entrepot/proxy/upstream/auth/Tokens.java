package dev.entrepot.proxy.upstream.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.entrepot.core.blob.Deadline;
import dev.entrepot.proxy.upstream.http.UpstreamException;
import dev.entrepot.proxy.upstream.http.UpstreamException.Kind;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Tokens, kept until shortly before they expire; at most one request per {@link TokenKey} is on its way.
 *
 * <p>Whoever comes first asks in its own thread and with its own deadline; the others wait for its outcome, each until its
 * own deadline. Where the first one's time was merely too short, the next one asks again.
 */
final class Tokens {

    private static final int MAX_TOKENS = 10_000;
    private static final Duration SAFETY = Duration.ofSeconds(10);

    private final TokenSource source;
    private final LongSupplier nanoTime;
    private final InstantSource clock;
    private final Cache<TokenKey, Token> kept = Caffeine.newBuilder()
            .maximumSize(MAX_TOKENS)
            .executor(Runnable::run)
            .build();
    private final ConcurrentMap<TokenKey, CompletableFuture<Optional<Token>>> flights = new ConcurrentHashMap<>();

    Tokens(TokenSource source, LongSupplier nanoTime, InstantSource clock) {
        this.source = source;
        this.nanoTime = nanoTime;
        this.clock = clock;
    }

    /**
     * @param rejected a token the registry did not want, never given again
     * @return empty when the token service refuses
     * @throws UpstreamException TOKEN, or INTERRUPTED
     */
    Optional<Token> get(TokenKey key, @Nullable Token rejected, Deadline deadline) throws UpstreamException {
        while (true) {
            Optional<Token> token = usable(key, rejected);
            if (token.isPresent()) {
                return token;
            }
            CompletableFuture<Optional<Token>> mine = new CompletableFuture<>();
            CompletableFuture<Optional<Token>> flight = flights.putIfAbsent(key, mine);
            if (flight == null) {
                return fly(key, rejected, mine, deadline);
            }
            Optional<Optional<Token>> shared = join(flight, deadline);
            if (shared.isPresent()) {
                return shared.get();
            }
        }
    }

    private Optional<Token> usable(TokenKey key, @Nullable Token rejected) {
        if (rejected != null) {
            // For good: who asks next would show it in vain, too, as long as there is no other.
            kept.asMap().remove(key, rejected);
        }
        Token token = kept.getIfPresent(key);
        boolean isUsable = token != null && token.isFresh(nanoTime.getAsLong());
        return isUsable ? Optional.ofNullable(token) : Optional.empty();
    }

    private Optional<Token> fly(
            TokenKey key, @Nullable Token rejected, CompletableFuture<Optional<Token>> flight, Deadline deadline)
            throws UpstreamException {
        try {
            // Another flight may have landed between looking and taking off.
            Optional<Token> token = usable(key, rejected);
            if (token.isEmpty()) {
                token = ask(key, deadline);
            }
            flight.complete(token);
            return token;
        } catch (UpstreamException | RuntimeException | Error e) {
            flight.completeExceptionally(e);
            throw e;
        } finally {
            flights.remove(key, flight);
        }
    }

    private Optional<Token> ask(TokenKey key, Deadline deadline) throws UpstreamException {
        long asked = nanoTime.getAsLong();
        Optional<Token> token = source.ask(key, deadline)
                .map(grant -> new Token(
                        grant.token(),
                        asked,
                        asked + useFor(grant.left(clock.instant())).toNanos()));
        token.ifPresentOrElse(issued -> kept.put(key, issued), () -> kept.invalidate(key));
        return token;
    }

    /** Empty when the one who asked ran out of its own time, or was interrupted, while ours is not over. */
    private static Optional<Optional<Token>> join(CompletableFuture<Optional<Token>> flight, Deadline deadline)
            throws UpstreamException {
        try {
            return Optional.of(flight.get(deadline.left().toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            throw new UpstreamException(Kind.TOKEN, "no token in time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UpstreamException(Kind.INTERRUPTED, "interrupted while waiting for a token", e);
        } catch (ExecutionException e) {
            if (!deadline.isOver() && isLeadersOwn(e.getCause())) {
                return Optional.empty();
            }
            Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
            throw new UpstreamException(Kind.TOKEN, "no token: " + cause.getMessage(), cause);
        }
    }

    private static boolean isLeadersOwn(@Nullable Throwable failure) {
        Throwable reason =
                failure instanceof UpstreamException own && own.kind() == Kind.TOKEN ? own.getCause() : failure;
        return reason instanceof UpstreamException trouble
                && (trouble.kind() == Kind.TIMEOUT || trouble.kind() == Kind.INTERRUPTED);
    }

    /** Four fifths of its life and at least ten seconds less, but never less than half: some live for seconds only. */
    static Duration useFor(Duration life) {
        Duration early = life.multipliedBy(4).dividedBy(5);
        Duration safe = life.minus(SAFETY);
        Duration least = life.dividedBy(2);
        Duration use = early.compareTo(safe) < 0 ? early : safe;
        return use.compareTo(least) < 0 ? least : use;
    }
}
