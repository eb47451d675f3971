package dev.entrepot.proxy.access;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * A user and a password, as {@code Authorization: Basic} has them (RFC 7617).
 *
 * @param password as the client encoded it, mostly in UTF-8
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; a String would not be as the client sent it
record BasicCredentials(String user, byte[] password) {

    /** Empty for what has not the right form. */
    static Optional<BasicCredentials> parse(String base64) {
        byte[] text;
        try {
            text = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        for (int i = 0; i < text.length; i++) {
            if (text[i] == ':') {
                return Optional.of(new BasicCredentials(
                        new String(text, 0, i, StandardCharsets.UTF_8), Arrays.copyOfRange(text, i + 1, text.length)));
            }
        }
        return Optional.empty();
    }

    /** Without the password. */
    @Override
    public String toString() {
        return user;
    }
}
