package dev.entrepot.parts;

import com.sun.net.httpserver.HttpServer;
import dev.entrepot.config.ConfigLoader;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.proxy.app.Proxy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Whole hits, from a client's socket and back: a proxy in this process, one connection, one request at a time. The client
 * allocates nothing, so what JMH's gc profiler counts is the proxy's.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class HitBenchmark {

    private static final byte[] MANIFEST = """
            {"schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json", "layers": [],
             "config": {"mediaType": "application/vnd.oci.empty.v1+json", "size": 2,
                        "digest": "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"}}
            """.getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BLOB = new byte[10 << 10];

    private final byte[] answer = new byte[64 << 10];
    private Path folder;
    private HttpServer upstream;
    private Proxy proxy;
    private Socket client;
    private byte[] byTag;
    private byte[] byDigest;
    private byte[] headByTag;
    private byte[] blob;

    @Setup
    public void start() throws Exception {
        folder = Files.createTempDirectory("entrepot-bench");
        upstream = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        upstream.createContext("/v2/", exchange -> {
            byte[] body = exchange.getRequestURI().getPath().contains("/blobs/") ? BLOB : MANIFEST;
            exchange.getResponseHeaders().set("Content-Type", "application/vnd.oci.image.manifest.v1+json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        upstream.start();
        Files.writeString(folder.resolve("entrepot.yaml"), """
                listen: 127.0.0.1:0
                admin: off
                data: data
                default-upstream: bench.test
                upstreams: {bench.test: {url: "http://127.0.0.1:%d", tag-ttl: 24h}}
                """.formatted(
                        upstream.getAddress().getPort()));
        proxy = Proxy.start(new ConfigLoader(Map.of(), folder).load(Optional.empty(), Map.of()), "bench");
        client = new Socket(proxy.address().getAddress(), proxy.address().getPort());
        client.setTcpNoDelay(true);
        byTag = request("GET", "manifests/latest");
        byDigest = request("GET", "manifests/" + Digest.sha256(MANIFEST));
        headByTag = request("HEAD", "manifests/latest");
        blob = request("GET", "blobs/" + Digest.sha256(BLOB));
        manifestByTag();
        blobOf10KiB();
    }

    private static byte[] request(String method, String what) {
        return (method + " /v2/app/" + what + " HTTP/1.1\r\nHost: bench.test\r\nAccept: */*\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    @TearDown
    public void stop() throws IOException {
        client.close();
        proxy.close();
        upstream.stop(0);
        try (var files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        }
    }

    @Benchmark
    public int manifestByTag() throws IOException {
        return ask(byTag, MANIFEST.length);
    }

    @Benchmark
    public int manifestByDigest() throws IOException {
        return ask(byDigest, MANIFEST.length);
    }

    @Benchmark
    public int headByTag() throws IOException {
        return ask(headByTag, 0);
    }

    @Benchmark
    public int blobOf10KiB() throws IOException {
        return ask(blob, BLOB.length);
    }

    private int ask(byte[] request, int length) throws IOException {
        client.getOutputStream().write(request);
        int received = 0;
        int body = -1;
        while (body < 0 || received - body < length) {
            int count = client.getInputStream().read(answer, received, answer.length - received);
            if (count < 0) {
                throw new IOException("the connection was closed");
            }
            received += count;
            body = body < 0 ? endOfHead(received) : body;
        }
        if (answer[9] != '2') {
            throw new IOException(new String(answer, 0, Math.min(received, 200), StandardCharsets.US_ASCII));
        }
        return received;
    }

    private int endOfHead(int received) {
        for (int at = 3; at < received; at++) {
            if (answer[at] == '\n' && answer[at - 1] == '\r' && answer[at - 2] == '\n' && answer[at - 3] == '\r') {
                return at + 1;
            }
        }
        return -1;
    }
}
