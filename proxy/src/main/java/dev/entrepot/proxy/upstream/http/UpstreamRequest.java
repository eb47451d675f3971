package dev.entrepot.proxy.upstream.http;

import io.netty.handler.codec.http.HttpMethod;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;

/** A GET or HEAD. Both are safe to repeat, and the client counts on it. */
public record UpstreamRequest(HttpMethod method, URI uri, Map<String, String> headers) {

    public UpstreamRequest {
        if (!method.equals(HttpMethod.GET) && !method.equals(HttpMethod.HEAD)) {
            throw new IllegalArgumentException("an upstream is only read: " + method);
        }
        headers = Map.copyOf(headers);
    }

    public static UpstreamRequest get(URI uri) {
        return new UpstreamRequest(HttpMethod.GET, uri, Map.of());
    }

    public static UpstreamRequest head(URI uri) {
        return new UpstreamRequest(HttpMethod.HEAD, uri, Map.of());
    }

    public UpstreamRequest with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new UpstreamRequest(method, uri, more);
    }

    /** The same question elsewhere. */
    public UpstreamRequest at(URI other) {
        return new UpstreamRequest(method, other, headers);
    }

    /** For messages: no query and no headers. */
    @Override
    public String toString() {
        return method + " " + Uris.withoutQuery(uri);
    }
}
