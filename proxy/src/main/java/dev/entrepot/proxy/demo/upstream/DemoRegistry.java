package dev.entrepot.proxy.demo.upstream;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** A read-only registry on a free port of loopback, without credentials. Bodies are sent as its behaviour says. */
public final class DemoRegistry implements AutoCloseable {

    private static final int CHUNK = 64 << 10;
    private static final int BACKLOG = 128;

    private final Map<String, DemoBlob> content = new HashMap<>();
    private final List<String> requests = new ArrayList<>();
    private final HttpServer server;
    private final ExecutorService threads;
    private long bytes;
    private volatile Behaviour behaviour = Behaviour.HONEST;

    private DemoRegistry(List<DemoImage> images, HttpServer server, ExecutorService threads) {
        this.server = server;
        this.threads = threads;
        images.forEach(this::add);
    }

    public static DemoRegistry start(List<DemoImage> images) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        DemoRegistry registry = new DemoRegistry(images, server, threads);
        server.createContext("/v2/", registry::answer);
        server.setExecutor(threads);
        server.start();
        return registry;
    }

    private void add(DemoImage image) {
        String repository = "/v2/" + image.repository();
        content.put(repository + "/manifests/" + image.tag(), image.manifest());
        content.put(repository + "/manifests/" + image.manifest().digest(), image.manifest());
        image.blobs().forEach(blob -> content.put(repository + "/blobs/" + blob.digest(), blob));
    }

    public URI url() {
        InetSocketAddress address = server.getAddress();
        return URI.create("http://" + address.getAddress().getHostAddress() + ":" + address.getPort());
    }

    /** From the next piece on, also of bodies under way. */
    public void behave(Behaviour next) {
        Behaviour before = behaviour;
        behaviour = next;
        before.end();
    }

    /** Everything since the start. */
    public synchronized Traffic traffic() {
        return new Traffic(requests, bytes);
    }

    private synchronized void asked(String request) {
        requests.add(request);
    }

    private synchronized void sent(int length) {
        bytes += length;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            asked(exchange.getRequestMethod() + " " + path);
            DemoBlob found = content.get(path);
            if (found == null) {
                boolean ping = path.equals("/v2/");
                exchange.sendResponseHeaders(ping ? 200 : 404, -1);
            } else {
                send(exchange, found);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void send(HttpExchange exchange, DemoBlob blob) throws IOException, InterruptedException {
        Span span = Span.of(exchange.getRequestHeaders().getFirst("Range"), blob.size());
        Headers headers = exchange.getResponseHeaders();
        headers.set("Content-Type", blob.mediaType());
        headers.set("Docker-Content-Digest", blob.digest().toString());
        if (span.partial()) {
            headers.set("Content-Range", "bytes " + span.first() + "-" + (span.end() - 1) + "/" + blob.size());
        }
        int status = span.partial() ? 206 : 200;
        if (exchange.getRequestMethod().equals("HEAD")) {
            headers.set("Content-Length", Long.toString(span.end() - span.first()));
            exchange.sendResponseHeaders(status, -1);
            return;
        }
        exchange.sendResponseHeaders(status, span.end() - span.first());
        write(exchange.getResponseBody(), blob, span);
    }

    private void write(OutputStream out, DemoBlob blob, Span span) throws IOException, InterruptedException {
        byte[] piece = new byte[CHUNK];
        for (long position = span.first(); position < span.end(); position += CHUNK) {
            int length = (int) Math.min(CHUNK, span.end() - position);
            blob.read(position, piece, length);
            behaviour.beforeSending(blob.digest(), position, piece, length);
            out.write(piece, 0, length);
            sent(length);
        }
    }

    /** The bytes from {@code first} up to, not including, {@code end}. */
    private record Span(long first, long end, boolean partial) {

        /** A closed or open range within the blob; of any other, the whole, as RFC 9110 allows. */
        static Span of(@Nullable String range, long size) {
            if (range != null && range.matches("bytes=[0-9]{1,18}-[0-9]{0,18}")) {
                String[] bounds = range.substring("bytes=".length()).split("-", -1);
                long first = Long.parseLong(bounds[0]);
                long end = bounds[1].isEmpty() ? size : Math.min(size, Long.parseLong(bounds[1]) + 1);
                if (first < end) {
                    return new Span(first, end, true);
                }
            }
            return new Span(0, size, false);
        }
    }

    /** Refuses connections from now on and drops those there are. */
    public void stop() {
        server.stop(0);
    }

    @Override
    public void close() {
        behave(Behaviour.HONEST);
        stop();
        threads.shutdownNow();
    }
}
