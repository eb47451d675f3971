package dev.entrepot.proxy.access;

import dev.entrepot.config.value.AccessTokens;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Static bearer tokens. Which of them is right, and how much of it, cannot be told by the time it takes. */
final class Tokens {

    /** @param digest of the token: tokens of different lengths compare alike, and memory does not have them in clear */
    @SuppressWarnings("ArrayRecordComponent") // compared in constant time only
    private record Known(byte[] digest, String name) {}

    private final List<Known> known = new ArrayList<>();

    Tokens(AccessTokens file) {
        file.names().forEach((token, name) -> known.add(new Known(digest(token), name)));
    }

    /** The name of a token; a microsecond and as many comparisons as there are tokens. */
    Optional<String> nameOf(String token) {
        byte[] digest = digest(token);
        Optional<String> name = Optional.empty();
        for (Known one : known) {
            if (MessageDigest.isEqual(one.digest, digest)) {
                name = Optional.of(one.name);
            }
        }
        return name;
    }

    private static byte[] digest(String token) {
        return Digests.sha256().digest(token.getBytes(StandardCharsets.UTF_8));
    }
}
