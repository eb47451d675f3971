package dev.entrepot.proxy.upstream.http;

import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Scheme, host and port (RFC 6454): what a credential belongs to and what a connection leads to.
 *
 * @param host lower case; an IPv6 address without brackets
 */
public record Origin(boolean isSecure, String host, int port) {

    /**
     * Reads the authority itself: {@link URI#getHost} is null for names with an underscore, which container networks
     * are full of.
     *
     * @throws IllegalArgumentException for anything but http and https with a host
     */
    public static Origin of(URI uri) {
        boolean secure = "https".equalsIgnoreCase(uri.getScheme());
        if (!secure && !"http".equalsIgnoreCase(uri.getScheme())) {
            throw new IllegalArgumentException("neither http nor https: " + Uris.withoutQuery(uri));
        }
        String authority = authority(uri.getRawAuthority());
        int colon = authority.lastIndexOf(':');
        boolean hasPort = colon > authority.lastIndexOf(']');
        String host = hasPort ? authority.substring(0, colon) : authority;
        String port = hasPort ? authority.substring(colon + 1) : "";
        if (host.isEmpty()) {
            throw new IllegalArgumentException("no host: " + Uris.withoutQuery(uri));
        }
        return new Origin(secure, unbracketed(host).toLowerCase(Locale.ROOT), port(port, secure));
    }

    private static String authority(@Nullable String raw) {
        return raw == null ? "" : raw.substring(raw.lastIndexOf('@') + 1);
    }

    private static String unbracketed(String host) {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }

    private static int port(String text, boolean secure) {
        if (text.isEmpty()) {
            return secure ? 443 : 80;
        }
        int port = text.length() <= 5 && text.chars().allMatch(c -> c >= '0' && c <= '9') ? Integer.parseInt(text) : 0;
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("not a port: " + text);
        }
        return port;
    }

    /** As in the {@code Host} header: without the scheme's own port. */
    public String authority() {
        String name = host.indexOf(':') >= 0 ? '[' + host + ']' : host;
        return port == (isSecure ? 443 : 80) ? name : name + ':' + port;
    }

    @Override
    public String toString() {
        return (isSecure ? "https://" : "http://") + authority();
    }
}
