package dev.entrepot.proxy.upstream.auth;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One challenge of a {@code WWW-Authenticate} header, such as {@code Bearer realm="…",service="…"}.
 *
 * @param scheme lower case
 * @param parameters names in lower case, values without quotes; empty for a scheme with a single token
 */
record Challenge(String scheme, Map<String, String> parameters) {

    Challenge {
        parameters = Map.copyOf(parameters);
    }

    /** All challenges of all header lines, in their order; what cannot be read is skipped. */
    static List<Challenge> parse(List<String> headers) {
        List<Challenge> challenges = new ArrayList<>();
        for (String header : headers) {
            challenges.addAll(new ChallengeParser(header).challenges());
        }
        return challenges;
    }

    Optional<String> parameter(String name) {
        return Optional.ofNullable(parameters.get(name));
    }
}
