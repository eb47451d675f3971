package dev.entrepot.proxy.upstream.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;

/** What a token service answers, and what is made of it. */
class TokenGrantFuzzTest {

    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    @FuzzTest
    void aTokenFitsIntoAHeaderAndIsUsedForAWhile(byte[] input) {
        try {
            TokenGrant grant = TokenGrant.parse(input);
            assertThat(grant.token()).matches("[!-~]+");
            assertThat(grant.lifetime()).isPositive();
            Duration use = Tokens.useFor(grant.left(NOW));
            assertThat(use).isPositive().isLessThanOrEqualTo(grant.lifetime());
            // Tokens adds them to the nanoseconds of a clock.
            assertThat(use.toNanos()).isLessThan(Long.MAX_VALUE / 4);
        } catch (IOException e) {
            // No token, which is an answer.
        }
    }
}
