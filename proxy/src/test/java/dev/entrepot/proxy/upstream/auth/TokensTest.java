package dev.entrepot.proxy.upstream.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.entrepot.core.blob.Deadline;
import dev.entrepot.proxy.upstream.http.UpstreamException;
import dev.entrepot.proxy.upstream.http.UpstreamException.Kind;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokensTest {

    private static final TokenKey KEY = key("repository:a:pull");
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger asked = new AtomicInteger();

    private static TokenKey key(String scope) {
        return new TokenKey(URI.create("https://auth.example/"), Optional.of("s"), scope, Optional.empty());
    }

    private Tokens tokens(TokenSource source) {
        return new Tokens(source, nanos::get, () -> NOW);
    }

    private Tokens living(Duration lifetime) {
        return tokens((key, deadline) -> {
            asked.incrementAndGet();
            return Optional.of(new TokenGrant("t" + asked.get(), lifetime, Optional.empty()));
        });
    }

    private static Deadline soon() {
        return Deadline.after(Duration.ofSeconds(20));
    }

    private static String value(Optional<Token> token) {
        return token.orElseThrow().authorization();
    }

    @Test
    void aTokenIsKeptForFourFifthsOfItsLife() throws UpstreamException {
        Tokens tokens = living(Duration.ofSeconds(100));

        tokens.get(KEY, null, soon());
        nanos.set(Duration.ofSeconds(79).toNanos());
        assertThat(value(tokens.get(KEY, null, soon()))).isEqualTo("Bearer t1");
        nanos.set(Duration.ofSeconds(80).toNanos());
        assertThat(value(tokens.get(KEY, null, soon()))).isEqualTo("Bearer t2");
    }

    @ParameterizedTest
    @CsvSource({"300, 240", "60, 48", "30, 20", "12, 6", "2, 1"})
    void itIsRenewedEarlyButNotTooEarly(long life, long use) {
        assertThat(Tokens.useFor(Duration.ofSeconds(life))).isEqualTo(Duration.ofSeconds(use));
    }

    @Test
    void aRejectedTokenIsNotGivenAgain() throws UpstreamException {
        Tokens tokens = living(Duration.ofSeconds(100));
        Token first = tokens.get(KEY, null, soon()).orElseThrow();

        assertThat(value(tokens.get(KEY, first, soon()))).isEqualTo("Bearer t2");
        assertThat(value(tokens.get(KEY, first, soon()))).isEqualTo("Bearer t2");
    }

    /** Or every repetition of the question would show it to the registry first. */
    @Test
    void aRejectedTokenIsForgottenAlsoWhereNoOtherCanBeHad() throws UpstreamException {
        Tokens tokens = tokens((key, deadline) -> {
            if (asked.incrementAndGet() == 2) {
                throw new UpstreamException(UpstreamException.Kind.CONNECT, "down");
            }
            return Optional.of(new TokenGrant("t" + asked.get(), Duration.ofSeconds(100), Optional.empty()));
        });
        Token first = tokens.get(KEY, null, soon()).orElseThrow();
        assertThatThrownBy(() -> tokens.get(KEY, first, soon())).isInstanceOf(UpstreamException.class);

        assertThat(value(tokens.get(KEY, null, soon()))).isEqualTo("Bearer t3");
    }

    @Test
    void eachScopeHasItsOwn() throws UpstreamException {
        Tokens tokens = living(Duration.ofSeconds(100));

        tokens.get(KEY, null, soon());
        tokens.get(key("repository:b:pull"), null, soon());

        assertThat(asked).hasValue(2);
    }

    @Test
    void aRefusalIsNotKept() throws UpstreamException {
        Tokens tokens = tokens((key, deadline) -> {
            asked.incrementAndGet();
            return Optional.empty();
        });

        assertThat(tokens.get(KEY, null, soon())).isEmpty();
        assertThat(tokens.get(KEY, null, soon())).isEmpty();
        assertThat(asked).hasValue(2);
    }

    @Test
    void whoJoinsSeesTheFailureOfTheFirst() throws Exception {
        CountDownLatch flying = new CountDownLatch(1);
        CountDownLatch land = new CountDownLatch(1);
        Tokens tokens = tokens((key, deadline) -> {
            asked.incrementAndGet();
            flying.countDown();
            awaitUninterrupted(land);
            throw new UpstreamException(Kind.TOKEN, "503");
        });
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Optional<Token>> first = threads.submit(() -> tokens.get(KEY, null, soon()));
            flying.await();
            Future<Optional<Token>> second = threads.submit(() -> tokens.get(KEY, null, soon()));
            land.countDown();

            assertThatThrownBy(first::get).hasRootCauseMessage("503");
            assertThatThrownBy(second::get).hasRootCauseMessage("503");
        }
    }

    @Test
    void whoJoinsDoesNotSufferFromTheShortTimeOfTheFirst() throws Exception {
        CountDownLatch flying = new CountDownLatch(1);
        CountDownLatch land = new CountDownLatch(1);
        Tokens tokens = tokens((key, deadline) -> {
            if (asked.incrementAndGet() > 1) {
                return Optional.of(new TokenGrant("t", Duration.ofSeconds(60), Optional.empty()));
            }
            flying.countDown();
            awaitUninterrupted(land);
            throw new UpstreamException(Kind.TIMEOUT, "too short").asTokenTrouble("no token");
        });
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Optional<Token>> first = threads.submit(() -> tokens.get(KEY, null, soon()));
            flying.await();
            Future<Optional<Token>> second = threads.submit(() -> tokens.get(KEY, null, soon()));
            land.countDown();

            assertThatThrownBy(first::get).hasRootCauseMessage("too short");
            assertThat(value(second.get())).isEqualTo("Bearer t");
        }
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whoJoinsWaitsNoLongerThanItsOwnDeadline() throws Exception {
        CountDownLatch flying = new CountDownLatch(1);
        CountDownLatch land = new CountDownLatch(1);
        Tokens tokens = tokens((key, deadline) -> {
            flying.countDown();
            awaitUninterrupted(land);
            return Optional.empty();
        });
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Optional<Token>> first = threads.submit(() -> tokens.get(KEY, null, soon()));
            flying.await();

            assertThatThrownBy(() -> tokens.get(KEY, null, Deadline.after(Duration.ofMillis(20))))
                    .isInstanceOf(UpstreamException.class);
            land.countDown();
            assertThat(first.get()).isEmpty();
        }
    }

    /** Case 50 of protocol.md. */
    @Test
    void withoutALifetimeItIsAMinute() throws IOException {
        assertThat(TokenGrant.parse("{\"token\":\"x\"}".getBytes(UTF_8)).lifetime())
                .isEqualTo(Duration.ofSeconds(60));
    }

    /** Case 50 of protocol.md. */
    @ParameterizedTest
    @CsvSource({
        "2026-11-23T11:59:00Z, 240",
        "2026-11-23T12:30:00Z, 300",
        "2026-11-23T11:00:00Z, 300",
        "2026-11-23T14:00:00+02:00, 300",
        "yesterday, 300"
    })
    void theIssueDateCountsOnlyWhereItMakesSense(String issuedAt, long left) throws IOException {
        String json = "{\"access_token\":\"x\",\"expires_in\":300,\"issued_at\":\"" + issuedAt + "\"}";

        assertThat(TokenGrant.parse(json.getBytes(UTF_8)).left(NOW)).isEqualTo(Duration.ofSeconds(left));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "{}", "{\"token\":\"\"}", "{\"token\":\"a\\r\\nb\"}", "<html>"})
    void whatIsNoTokenIsRefused(String json) {
        assertThatThrownBy(() -> TokenGrant.parse(json.getBytes(UTF_8))).isInstanceOf(IOException.class);
    }
}
