package dev.entrepot.config;

import dev.entrepot.config.source.KeyPath;
import dev.entrepot.config.source.Origin;
import dev.entrepot.config.source.Problems;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** {@code HTTPS_PROXY} and {@code HTTP_PROXY}, which count for upstreams without a {@code proxy} of their own. */
final class ProxyVariables {

    private static final Set<String> SCHEMES = Set.of("http", "https");

    private ProxyVariables() {}

    static void check(Map<String, String> environment, Problems problems) {
        for (String name : List.of("HTTPS_PROXY", "HTTP_PROXY")) {
            String found = environment.getOrDefault(name, "").isEmpty() ? name.toLowerCase(Locale.ROOT) : name;
            String text = environment.getOrDefault(found, "").strip();
            if (!text.isEmpty() && !isProxy(text)) {
                // Never quoted: people put passwords into it.
                problems.add(
                        new Origin.Environment(found),
                        KeyPath.ROOT.child("upstreams"),
                        "is not the URL of a forward proxy",
                        "write http://host:port or https://host:port, or unset it and give each upstream its own proxy");
            }
        }
    }

    private static boolean isProxy(String text) {
        try {
            URI uri = new URI(text.contains("://") ? text : "http://" + text);
            return uri.getScheme() != null
                    && uri.getHost() != null
                    && SCHEMES.contains(uri.getScheme().toLowerCase(Locale.ROOT));
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
