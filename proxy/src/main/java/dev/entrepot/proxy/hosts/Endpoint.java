package dev.entrepot.proxy.hosts;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** A host that a {@code hosts.toml} names, asked as containerd asks it: HTTP/1.1, with {@code ns}. */
final class Endpoint implements AutoCloseable {

    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);

    /** As long as containerd waits for headers. */
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);

    private static final Set<String> OF_THE_CLIENT =
            Set.of("connection", "content-length", "expect", "host", "upgrade", "user-agent");

    private final HttpClient client;
    private final URI base;
    private final String registry;
    private final Map<String, List<String>> headers;

    /** @param registry as images name it */
    Endpoint(NamedHost host, String registry) throws IOException, GeneralSecurityException {
        HttpClient.Builder builder =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT_LIMIT);
        if (host.isSecure()) {
            builder.sslContext(ClientTrust.of(host.tls()));
        }
        this.client = builder.build();
        this.base = host.base();
        this.headers = host.headers();
        this.registry = registry;
    }

    /** @param headers names and values in turn */
    HttpResponse<byte[]> ask(String method, String path, String... headers) throws IOException {
        return send(method, path, registry, headers);
    }

    /** As if for an image of another registry. */
    String askInTheNameOf(String other, String path) throws IOException {
        return new String(send("GET", path, other).body(), StandardCharsets.UTF_8);
    }

    private HttpResponse<byte[]> send(String method, String path, String namespace, String... more) throws IOException {
        String query = "?ns=" + URLEncoder.encode(namespace, StandardCharsets.UTF_8);
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path + query))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .header("User-Agent", "entrepot-hosts-check")
                .timeout(ANSWER_LIMIT);
        headers.forEach((name, values) -> values.forEach(value -> add(request, name, value)));
        for (int i = 0; i < more.length; i += 2) {
            request.header(more[i], more[i + 1]);
        }
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** Some are the client's own, and nobody here looks at them. */
    private static void add(HttpRequest.Builder request, String name, String value) {
        if (!OF_THE_CLIENT.contains(name.toLowerCase(Locale.ROOT)) && SettingsCheck.isSendable(name, value)) {
            request.header(name, value);
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
        client.close();
    }
}
