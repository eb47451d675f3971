package dev.entrepot.proxy.upstream.http;

import dev.entrepot.core.diagnosis.Work;
import io.netty.handler.codec.http.HttpMethod;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A GET, a HEAD, or the POST of a form to a token service. All are safe to repeat, and the client counts on it.
 *
 * @param form the body, empty but for POST
 * @param work what it is for; empty for what is asked by the way
 * @param subject what it is about, wherever it leads
 */
public record UpstreamRequest(
        HttpMethod method, URI uri, Map<String, String> headers, String form, Optional<Work> work, String subject) {

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
        return new UpstreamRequest(HttpMethod.GET, uri, Map.of(), "", Optional.empty(), "");
    }

    public static UpstreamRequest head(URI uri) {
        return new UpstreamRequest(HttpMethod.HEAD, uri, Map.of(), "", Optional.empty(), "");
    }

    /** @param form {@code application/x-www-form-urlencoded} */
    public static UpstreamRequest post(URI uri, String form) {
        return new UpstreamRequest(HttpMethod.POST, uri, Map.of(), form, Optional.empty(), "")
                .with("Content-Type", "application/x-www-form-urlencoded");
    }

    public UpstreamRequest with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new UpstreamRequest(method, uri, more, form, work, subject);
    }

    /** The same question elsewhere. */
    public UpstreamRequest at(URI other) {
        return new UpstreamRequest(method, other, headers, form, work, subject);
    }

    /** For the classifier of trouble; sent to nobody. */
    public UpstreamRequest about(Work kind, String what) {
        return new UpstreamRequest(method, uri, headers, form, Optional.of(kind), what);
    }

    /** For messages: no query, no headers and no body. */
    @Override
    public String toString() {
        return method + " " + Uris.withoutQuery(uri);
    }
}
