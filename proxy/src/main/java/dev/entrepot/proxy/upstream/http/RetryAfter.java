package dev.entrepot.proxy.upstream.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code Retry-After}: seconds or a date (RFC 9110, section 10.2.3). */
public final class RetryAfter {

    private RetryAfter() {}

    public static Optional<Duration> of(UpstreamResponse response) {
        return parse(response.header(HttpHeaderNames.RETRY_AFTER), date(response.header(HttpHeaderNames.DATE)));
    }

    /** @param now by the sender's own clock, where it says, so that ours need not be right */
    static Optional<Duration> parse(@Nullable String value, Optional<Instant> now) {
        if (value == null) {
            return Optional.empty();
        }
        String text = value.strip();
        if (!text.isEmpty() && text.length() <= 9 && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
        }
        return date(text)
                .flatMap(at -> now.map(sent -> Duration.between(sent, at)))
                .filter(wait -> !wait.isNegative());
    }

    private static Optional<Instant> date(@Nullable String text) {
        try {
            return text == null
                    ? Optional.empty()
                    : Optional.of(ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant());
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
