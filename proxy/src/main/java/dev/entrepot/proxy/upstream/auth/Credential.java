package dev.entrepot.proxy.upstream.auth;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** A user name and a password or long-lived token, configured for one upstream. Never printed. */
public record Credential(String username, String password) {

    /** RFC 7617, with UTF-8. */
    String authorization() {
        byte[] pair = (username + ':' + password).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(pair);
    }

    @Override
    public String toString() {
        return username + ":***";
    }
}
