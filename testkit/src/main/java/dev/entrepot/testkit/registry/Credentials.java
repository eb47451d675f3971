package dev.entrepot.testkit.registry;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** A user and a password, as in Basic authentication (RFC 7617). */
record Credentials(String user, String password) {

    /** From an {@code Authorization} header, or null if it has none of these. */
    static @Nullable Credentials parse(@Nullable String header) {
        if (header == null || !header.regionMatches(true, 0, "Basic ", 0, 6)) {
            return null;
        }
        byte[] decoded = Base64.getDecoder().decode(header.substring(6).strip());
        String pair = new String(decoded, StandardCharsets.UTF_8);
        int colon = pair.indexOf(':');
        return colon < 0 ? null : new Credentials(pair.substring(0, colon), pair.substring(colon + 1));
    }
}
