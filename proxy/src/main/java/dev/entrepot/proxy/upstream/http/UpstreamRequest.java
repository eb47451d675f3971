package dev.entrepot.proxy.upstream.http;

import io.netty.handler.codec.http.HttpMethod;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A GET, a HEAD, or the POST of a form to a token service. All are safe to repeat, and the client counts on it.
 *
 * @param form the body, empty but for POST
 */
public record UpstreamRequest(HttpMethod method, URI uri, Map<String, String> headers, String form) {

    public UpstreamRequest {
        boolean isPost = method.equals(HttpMethod.POST);
        if (!isPost && !method.equals(HttpMethod.GET) && !method.equals(HttpMethod.HEAD)) {
            throw new IllegalArgumentException("an upstream is only read: " + method);
        }
        if (isPost == form.isEmpty()) {
            throw new IllegalArgumentException(method + (isPost ? " without" : " with") + " a body");
        }
        headers = Map.copyOf(headers);
    }

    public static UpstreamRequest get(URI uri) {
        return new UpstreamRequest(HttpMethod.GET, uri, Map.of(), "");
    }

    public static UpstreamRequest head(URI uri) {
        return new UpstreamRequest(HttpMethod.HEAD, uri, Map.of(), "");
    }

    /** @param form {@code application/x-www-form-urlencoded} */
    public static UpstreamRequest post(URI uri, String form) {
        return new UpstreamRequest(HttpMethod.POST, uri, Map.of(), form)
                .with("Content-Type", "application/x-www-form-urlencoded");
    }

    public UpstreamRequest with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new UpstreamRequest(method, uri, more, form);
    }

    /** The same question elsewhere. */
    public UpstreamRequest at(URI other) {
        return new UpstreamRequest(method, other, headers, form);
    }

    /** For messages: no query, no headers and no body. */
    @Override
    public String toString() {
        return method + " " + Uris.withoutQuery(uri);
    }
}
