package dev.entrepot.storage.s3;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Locale;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.urlconnection.ProxyConfiguration;
import software.amazon.awssdk.http.urlconnection.UrlConnectionFactory;

/** Connections as the SDK makes them, but for {@link LayeredTls}. */
final class S3Connections implements UrlConnectionFactory {

    /** Beyond the deadline: zero would mean for ever. */
    private static final Duration A_MOMENT = Duration.ofMillis(1);

    private final LayeredTls tls;
    private final Duration connect;
    private final Duration silence;
    private final ProxyConfiguration proxy = ProxyConfiguration.builder().build();

    S3Connections(SSLContext tls, Duration connect, Duration silence) {
        this.tls = new LayeredTls(tls.getSocketFactory());
        this.connect = connect;
        this.silence = silence;
    }

    @Override
    public HttpURLConnection createConnection(URI uri) {
        try {
            HttpURLConnection connection = isProxied(uri) ? proxied(uri) : opened(uri, null);
            if (connection instanceof HttpsURLConnection secure) {
                secure.setSSLSocketFactory(tls);
            }
            connection.setConnectTimeout(Math.toIntExact(connectWithin().toMillis()));
            connection.setReadTimeout(Math.toIntExact(silence.toMillis()));
            return connection;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** While it connects nobody else can end it: there is nothing yet that could be closed. */
    private Duration connectWithin() {
        if (!TimedHttpClient.DEADLINE.isBound()) {
            return connect;
        }
        Duration left = TimedHttpClient.DEADLINE.get().left().plus(A_MOMENT);
        return left.compareTo(connect) < 0 ? left : connect;
    }

    private static HttpURLConnection opened(URI uri, @Nullable Proxy by) throws IOException {
        return (HttpURLConnection)
                (by == null ? uri.toURL().openConnection() : uri.toURL().openConnection(by));
    }

    private boolean isProxied(URI uri) {
        String host = uri.getHost().toLowerCase(Locale.ROOT);
        return proxy.host() != null
                && !proxy.host().isEmpty()
                && proxy.nonProxyHosts().stream().noneMatch(host::matches);
    }

    private HttpURLConnection proxied(URI uri) throws IOException {
        HttpURLConnection connection =
                opened(uri, new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(proxy.host(), proxy.port())));
        if (proxy.username() != null && proxy.password() != null) {
            String known = proxy.username() + ":" + proxy.password();
            connection.addRequestProperty(
                    "Proxy-Authorization",
                    "Basic " + Base64.getEncoder().encodeToString(known.getBytes(StandardCharsets.UTF_8)));
        }
        return connection;
    }
}
