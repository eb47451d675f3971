package dev.entrepot.proxy.upstream.auth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * What a token service answers.
 *
 * @param lifetime from {@code issuedAt}, or from now
 */
record TokenGrant(String token, Duration lifetime, Optional<Instant> issuedAt) {

    /** "If omitted, this defaults to 60 seconds": distribution, token.md. */
    static final Duration DEFAULT_LIFETIME = Duration.ofSeconds(60);

    private static final ObjectMapper JSON = new ObjectMapper();

    /** @throws IOException when it is no such answer; the message does not say the token */
    static TokenGrant parse(byte[] json) throws IOException {
        JsonNode answer = JSON.readTree(json);
        String token = answer.path("token").asText("");
        if (token.isEmpty()) {
            token = answer.path("access_token").asText("");
        }
        if (token.isEmpty() || !token.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new IOException("no token, or none that fits into a header");
        }
        long seconds = answer.path("expires_in").asLong(0);
        Duration lifetime = seconds > 0 ? Duration.ofSeconds(Math.min(seconds, 1 << 30)) : DEFAULT_LIFETIME;
        return new TokenGrant(token, lifetime, instant(answer.path("issued_at").asText("")));
    }

    private static Optional<Instant> instant(String text) {
        try {
            return text.isEmpty()
                    ? Optional.empty()
                    : Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /**
     * What is left of it. An issue date in the future is a clock that is wrong; so is one that says the token has expired
     * already, since no service hands out such.
     */
    Duration left(Instant now) {
        Duration age = issuedAt.map(issued -> Duration.between(issued, now)).orElse(Duration.ZERO);
        return age.isNegative() || age.compareTo(lifetime) >= 0 ? lifetime : lifetime.minus(age);
    }

    @Override
    public String toString() {
        return "token for " + lifetime;
    }
}
