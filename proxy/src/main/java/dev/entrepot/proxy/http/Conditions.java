package dev.entrepot.proxy.http;

import dev.entrepot.core.oci.Digest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Conditional requests (RFC 9110, section 13): only who asked with If-None-Match ever gets a 304. */
final class Conditions {

    private Conditions() {}

    static boolean matches(HttpRequest request, Digest digest) {
        String wire = digest.toString();
        // Several lines are one list (RFC 9110, section 5.3).
        for (String condition : request.headers().getAll(HttpHeaderNames.IF_NONE_MATCH)) {
            for (String tag : condition.split(",", -1)) {
                String bare = unquoted(tag.strip());
                if (bare.equals("*") || bare.equals(wire)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The range is meant only for the content the client has a part of (RFC 9110, section 13.1.5). */
    static @Nullable String range(HttpRequest request, Digest digest) {
        String ifRange = value(request.headers(), HttpHeaderNames.IF_RANGE);
        boolean meant = ifRange == null || ifRange.strip().equals('"' + digest.toString() + '"');
        return meant ? value(request.headers(), HttpHeaderNames.RANGE) : null;
    }

    /** Several lines are one value (RFC 9110, section 5.3), or somebody on the way would see another one than we do. */
    private static @Nullable String value(HttpHeaders headers, CharSequence name) {
        String first = headers.get(name);
        if (first == null) {
            return null;
        }
        List<String> all = headers.getAll(name);
        return all.size() == 1 ? first : String.join(", ", all);
    }

    /** Weak tags compare like strong ones here; some clients leave the quotes out. */
    private static String unquoted(String tag) {
        String strong = tag.startsWith("W/") ? tag.substring(2) : tag;
        return strong.length() >= 2 && strong.startsWith("\"") && strong.endsWith("\"")
                ? strong.substring(1, strong.length() - 1)
                : strong;
    }
}
