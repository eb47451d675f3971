package dev.entrepot.testkit.registry.wire;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A request as it arrived.
 *
 * @param path not decoded
 * @param query not decoded, empty if there is none
 * @param body as ISO 8859-1
 */
public record Request(String method, String path, String query, Headers headers, String body) {

    public @Nullable String header(String name) {
        return headers.first(name);
    }

    public boolean isHead() {
        return method.equals("HEAD");
    }

    /** All values of a query parameter, decoded, in their order. */
    public List<String> parameters(String name) {
        return parameters(query, name);
    }

    /** The same for a form in the body. */
    public List<String> formParameters(String name) {
        return parameters(body, name);
    }

    private static List<String> parameters(String form, String name) {
        return Stream.of(form.split("&", -1))
                .filter(pair -> pair.startsWith(name + "="))
                .map(pair -> URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8))
                .toList();
    }
}
