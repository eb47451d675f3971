package dev.entrepot.proxy.upstream.reach;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP proxy between us and the upstreams.
 *
 * @param isSecure whether it is spoken to by TLS, so that its login and the names of upstreams are not seen on the way
 * @param login for the proxy itself
 */
public record ForwardProxy(boolean isSecure, String host, int port, Optional<Login> login) {

    private static final String FORM = "a proxy is written http://host:port or https://host:port";
    private static final int DEFAULT_PORT = 3128;
    private static final int DEFAULT_SECURE_PORT = 443;

    /** Never printed. */
    public record Login(String username, String password) {

        @Override
        public String toString() {
            return username + ":***";
        }
    }

    /**
     * As environment variables have it: {@code http://user:password@host:port}, {@code https://…} or {@code host:port}.
     *
     * @throws IllegalArgumentException whose message does not quote the text, which may hold a password
     */
    public static ForwardProxy parse(String text) {
        try {
            URI uri = URI.create(text.contains("://") ? text : "http://" + text);
            boolean isSecure = "https".equalsIgnoreCase(uri.getScheme());
            boolean isHttp = isSecure || "http".equalsIgnoreCase(uri.getScheme());
            if (!isHttp || uri.getHost() == null) {
                throw new IllegalArgumentException(FORM);
            }
            int usual = isSecure ? DEFAULT_SECURE_PORT : DEFAULT_PORT;
            int port = uri.getPort() < 0 ? usual : uri.getPort();
            return new ForwardProxy(isSecure, bare(uri.getHost()), port, login(uri.getRawUserInfo()));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(FORM);
        }
    }

    private static String bare(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private static Optional<Login> login(@Nullable String userInfo) {
        if (userInfo == null) {
            return Optional.empty();
        }
        int colon = userInfo.indexOf(':');
        String user = colon < 0 ? userInfo : userInfo.substring(0, colon);
        String password = colon < 0 ? "" : userInfo.substring(colon + 1);
        return Optional.of(new Login(decoded(user), decoded(password)));
    }

    /** Percent-encoding only: a plus is a plus here. */
    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    public InetSocketAddress unresolved() {
        return InetSocketAddress.createUnresolved(host, port);
    }

    /** For {@code Proxy-Authorization}. */
    public Optional<String> authorization() {
        return login.map(known -> "Basic "
                + Base64.getEncoder()
                        .encodeToString((known.username() + ':' + known.password()).getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public String toString() {
        return "proxy " + host + ":" + port;
    }
}
