package dev.entrepot.proxy.upstream.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** URLs as registries and their CDNs write them. */
public final class Uris {

    private static final String ILLEGAL = " \"<>\\^`{|}";
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private Uris() {}

    /**
     * For messages and logs: a query holds signatures and tokens. The authority is looked at as a whole, since
     * {@link URI#getUserInfo} is null where the host has an underscore.
     */
    public static String withoutQuery(URI uri) {
        String text = uri.toString();
        int end = text.indexOf('?');
        String shown = end < 0 ? text : text.substring(0, end);
        String authority = uri.getRawAuthority();
        int userInfo = authority == null ? -1 : authority.lastIndexOf('@');
        int start = shown.indexOf("//") + 2;
        return userInfo < 0 ? shown : shown.substring(0, start) + shown.substring(start + userInfo + 1);
    }

    /** Path and query exactly as given: decoding and encoding again would break a signature. */
    static String requestTarget(URI uri) {
        String path = uri.getRawPath();
        String query = uri.getRawQuery();
        String absolute = path == null || path.isEmpty() ? "/" : path;
        return query == null ? absolute : absolute + '?' + query;
    }

    /**
     * A {@code Location} or {@code realm}, which may be relative and may hold characters that a URI must not.
     *
     * @throws URISyntaxException when it is none even so
     */
    public static URI resolve(URI base, String reference) throws URISyntaxException {
        URI target = completed(base, escaped(reference.strip()));
        return target.getRawFragment() == null
                ? target
                : new URI(target.toString().substring(0, target.toString().indexOf('#')));
    }

    /**
     * As RFC 3986, section 5.2, has it. {@link URI#resolve} is of RFC 2396, by which a reference of a query alone loses the
     * end of the path, and one to a base without a path becomes the end of its host.
     */
    private static URI completed(URI base, String reference) throws URISyntaxException {
        String path = base.getRawPath();
        URI absolute = path == null || path.isEmpty() ? base.resolve("/") : base;
        if (reference.startsWith("?")) {
            String text = absolute.toString();
            int query = text.indexOf('?');
            return new URI((query < 0 ? text : text.substring(0, query)) + reference);
        }
        return absolute.resolve(new URI(reference));
    }

    private static String escaped(String reference) {
        StringBuilder escaped = new StringBuilder(reference.length());
        for (byte octet : reference.getBytes(StandardCharsets.UTF_8)) {
            if (octet <= 0x20 || octet == 0x7f || ILLEGAL.indexOf(octet) >= 0) {
                escaped.append('%').append(HEX.toHexDigits(octet));
            } else {
                escaped.append((char) octet);
            }
        }
        return escaped.toString();
    }
}
