package dev.entrepot.proxy.cli;

import dev.entrepot.config.value.HostPort;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Asks a running proxy over its admin port. */
final class AdminClient implements AutoCloseable {

    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
    /** A purge of an upstream with very many images takes its time. */
    private static final Duration ANSWER_LIMIT = Duration.ofMinutes(10);

    private static final Set<String> EVERY_ADDRESS = Set.of("0.0.0.0", "::");

    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(CONNECT_LIMIT)
            .proxy(HttpClient.Builder.NO_PROXY)
            .build();
    private final String url;

    AdminClient(HostPort address) {
        boolean isEvery = EVERY_ADDRESS.contains(address.host());
        this.url = "http://" + (isEvery ? new HostPort("127.0.0.1", address.port()) : address);
    }

    String url() {
        return url;
    }

    HttpResponse<String> get(String path) throws AdminUnreachableException {
        return send(HttpRequest.newBuilder(URI.create(url + path)).GET());
    }

    HttpResponse<String> get(String path, String parameter, String value) throws AdminUnreachableException {
        return get(path + "?" + query(Map.of(parameter, value)));
    }

    HttpResponse<String> post(String path, String parameter, String value) throws AdminUnreachableException {
        return post(path, Map.of(parameter, value));
    }

    HttpResponse<String> post(String path, Map<String, String> parameters) throws AdminUnreachableException {
        return post(path + "?" + query(parameters));
    }

    private static String query(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(each -> each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    /** @param target path and query, as they go over the wire */
    HttpResponse<String> post(String target) throws AdminUnreachableException {
        return send(HttpRequest.newBuilder(URI.create(url + target)).POST(HttpRequest.BodyPublishers.noBody()));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws AdminUnreachableException {
        try {
            return client.send(request.timeout(ANSWER_LIMIT).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AdminUnreachableException("no proxy answers on " + url + " (" + why(e)
                    + "); is it running, and is this its admin address? Name another with --admin HOST:PORT");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AdminUnreachableException("interrupted");
        }
    }

    private static String why(IOException e) {
        String message = e.getMessage();
        return message == null ? "connection refused" : message;
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
