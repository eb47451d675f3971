package dev.entrepot.proxy.upstream.limit;

import dev.entrepot.proxy.upstream.http.UpstreamResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is left of a limit, as Docker Hub says with every manifest: {@code ratelimit-limit: 100;w=21600} and {@code
 * ratelimit-remaining: 20;w=21600}.
 *
 * @param limit requests in a window; empty where only the rest was said
 * @param window zero where it was not said
 */
public record RateLimit(OptionalLong limit, long remaining, Duration window) {

    private static final Pattern VALUE = Pattern.compile("\\s*([0-9]{1,15})\\s*(?:;\\s*w=([0-9]{1,9}))?.*");

    /** Empty for an answer that says nothing of a limit. */
    public static Optional<RateLimit> of(UpstreamResponse response) {
        return parse(response.header("ratelimit-limit"), response.header("ratelimit-remaining"));
    }

    static Optional<RateLimit> parse(@Nullable String limit, @Nullable String remaining) {
        Matcher rest = VALUE.matcher(remaining == null ? "" : remaining);
        if (!rest.matches()) {
            return Optional.empty();
        }
        Matcher all = VALUE.matcher(limit == null ? "" : limit);
        OptionalLong most = all.matches() ? OptionalLong.of(Long.parseLong(all.group(1))) : OptionalLong.empty();
        Duration window = rest.group(2) == null ? Duration.ZERO : Duration.ofSeconds(Long.parseLong(rest.group(2)));
        return Optional.of(new RateLimit(most, Long.parseLong(rest.group(1)), window));
    }
}
