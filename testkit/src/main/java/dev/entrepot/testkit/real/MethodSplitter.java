package dev.entrepot.testkit.real;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * One address for a cache and the registry behind it: what reads goes to the cache, what writes to the registry. So a
 * program that pushes and then looks at what it pushed, as conformance suites do, looks through the cache.
 */
public final class MethodSplitter implements AutoCloseable {

    /** Of one connection, or set by whoever sends the message on. */
    private static final Set<String> OF_THE_HOP =
            Set.of("connection", "content-length", "expect", "host", "keep-alive", "transfer-encoding", "upgrade");

    /** The state of an upload, which is where it is written. */
    private static final String UPLOADS = "/blobs/uploads/";

    private final String reads;
    private final String writes;
    private final HttpServer server;
    private final HttpClient client = HttpClient.newHttpClient();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private MethodSplitter(String reads, String writes, HttpServer server) {
        this.reads = reads;
        this.writes = writes;
        this.server = server;
    }

    /** @param reads and {@code writes}: URLs without a path */
    static MethodSplitter start(String reads, String writes) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            MethodSplitter splitter = new MethodSplitter(reads, writes, server);
            server.setExecutor(splitter.threads);
            server.createContext("/", splitter::passOn);
            server.start();
            return splitter;
        } catch (IOException e) {
            throw new IllegalStateException("the splitter cannot listen", e);
        }
    }

    /** {@code 127.0.0.1:<port>}. */
    public String authority() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    private void passOn(HttpExchange exchange) throws IOException {
        try (exchange) {
            HttpResponse<byte[]> answer = client.send(request(exchange), HttpResponse.BodyHandlers.ofByteArray());
            boolean isHead = exchange.getRequestMethod().equals("HEAD");
            headers(answer.headers().map(), isHead)
                    .forEach((name, values) -> exchange.getResponseHeaders().put(name, values));
            int length = answer.body().length;
            exchange.sendResponseHeaders(answer.statusCode(), length == 0 ? -1 : length);
            exchange.getResponseBody().write(answer.body());
        } catch (InterruptedException e) {
            throw ChildProcess.interrupted(e);
        }
    }

    private HttpRequest request(HttpExchange exchange) throws IOException {
        URI target = exchange.getRequestURI();
        String method = exchange.getRequestMethod();
        boolean isRead = (method.equals("GET") || method.equals("HEAD"))
                && !target.getRawPath().contains(UPLOADS);
        byte[] body = exchange.getRequestBody().readAllBytes();
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create((isRead ? reads : writes) + target))
                .method(
                        method,
                        body.length == 0
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(body));
        headers(exchange.getRequestHeaders(), false)
                .forEach((name, values) -> values.forEach(value -> request.header(name, value)));
        return request.build();
    }

    /** @param isHead whether the length says what a GET would have */
    private static Map<String, List<String>> headers(Map<String, List<String>> all, boolean isHead) {
        Map<String, List<String>> passedOn = new TreeMap<>();
        all.forEach((name, values) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (!OF_THE_HOP.contains(lower) || (isHead && lower.equals("content-length"))) {
                passedOn.put(name, values);
            }
        });
        return passedOn;
    }

    @Override
    public void close() {
        server.stop(0);
        client.close();
        threads.close();
    }
}
