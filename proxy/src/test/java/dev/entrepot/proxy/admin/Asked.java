package dev.entrepot.proxy.admin;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** Asks an admin port. */
final class Asked {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private Asked() {}

    static HttpResponse<String> get(int port, String path, String... headers) throws Exception {
        return send("GET", port, path, headers);
    }

    static HttpResponse<String> send(String method, int port, String path, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
