package dev.entrepot.config.value;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/** The written form of a server's address: {@code https://host} or {@code http://host:port}, and nothing after it. */
public final class BaseUrl {

    private static final String EXAMPLE = "such as https://registry.example.com or http://127.0.0.1:5310";

    private BaseUrl() {}

    /** The answers never repeat the text: people put passwords into URLs. */
    public static URI parse(String text) throws InvalidValueException {
        URI uri = syntax(text);
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new InvalidValueException("is not an http or https URL", "write a URL " + EXAMPLE);
        }
        if (uri.getRawAuthority() != null && uri.getRawAuthority().contains("@")) {
            throw new InvalidValueException(
                    "must not contain a user or a password", "use the keys for credentials instead");
        }
        if (uri.getHost() == null || uri.getPort() > 65_535 || uri.getPort() == 0) {
            throw new InvalidValueException("has no valid host and port", "write a URL " + EXAMPLE);
        }
        refuseTail(uri);
        return URI.create(scheme + "://" + uri.getHost().toLowerCase(Locale.ROOT)
                + (uri.getPort() < 0 ? "" : ":" + uri.getPort()));
    }

    private static URI syntax(String text) throws InvalidValueException {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            throw new InvalidValueException("is not a URL", "write a URL " + EXAMPLE);
        }
    }

    private static void refuseTail(URI uri) throws InvalidValueException {
        String path = uri.getRawPath();
        if (path != null && !path.isEmpty() && !path.equals("/")) {
            throw new InvalidValueException("must not have a path", "end it after the host and the port");
        }
        if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw new InvalidValueException(
                    "must not have a query or a fragment", "end it after the host and the port");
        }
    }
}
