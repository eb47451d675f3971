package dev.entrepot.proxy.upstream.credential;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** What proves who we are to one host. Never printed. */
public sealed interface Credential {

    /** What helpers and {@code config.json} call a user whose secret is an identity token. */
    String TOKEN_USER = "<token>";

    /** A user name and a password or long-lived token. */
    record Password(String username, String password) implements Credential {

        @Override
        public String basic() {
            return encoded(username + ':' + password);
        }

        @Override
        public String toString() {
            return username + ":***";
        }
    }

    /** A refresh token, exchanged for others at a token service and shown to nobody else. */
    record IdentityToken(String token) implements Credential {

        /** Where the service does not speak OAuth2: without a user, as containerd does. */
        @Override
        public String basic() {
            return encoded(':' + token);
        }

        @Override
        public String toString() {
            return "identity token ***";
        }
    }

    /** As in {@code Authorization} (RFC 7617, with UTF-8). */
    String basic();

    /** As helpers answer. */
    static Credential of(String username, String secret) {
        return username.equals(TOKEN_USER) ? new IdentityToken(secret) : new Password(username, secret);
    }

    private static String encoded(String pair) {
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }
}
