package dev.entrepot.proxy.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.config.ConfigLoader;
import dev.entrepot.config.TlsConfig;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.proxy.edge.TestTls;
import dev.entrepot.proxy.tls.ServerTls;
import dev.entrepot.testkit.blob.Bytes;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.SslProvider;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Answers where nothing native can be loaded: TLS by the JDK, and its selector in place of epoll. */
class JdkTlsTest {

    private static final byte[] CONTENT = Bytes.some(5 << 20);
    private static final Digest BLOB = Digest.sha256(CONTENT);
    private static final String PATH = "/v2/library/app/";

    @TempDir
    private Path folder = Path.of("");

    private final TestTls tls = new TestTls();
    private final ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();
    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
    private final AtomicLong counted = new AtomicLong();
    private DegradedWorld world;
    private RegistryServer server;

    @BeforeEach
    void start() throws Exception {
        world = new DegradedWorld(Files.createDirectory(folder.resolve("blobs")));
        world.answered.open();
        world.blobs.serve(CONTENT);
        Path home = Files.createDirectory(folder.resolve("home"));
        Files.writeString(home.resolve("entrepot.yaml"), tls.writeTo(home));
        TlsConfig config = new ConfigLoader(Map.of(), home)
                .load(Optional.empty(), Map.of())
                .tls()
                .orElseThrow();
        server = RegistryServer.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                loops,
                NioServerSocketChannel.class,
                TestEdge.over(world, folder, Optional.of(ServerTls.of(config, SslProvider.JDK)), blocking),
                new RegistryServer.Observers(answer -> counted.addAndGet(answer.bodyBytes()), TraceObserver.NOOP));
    }

    @AfterEach
    void stop() {
        server.close();
        loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
        blocking.close();
        world.close();
    }

    private HttpClient client(HttpClient.Version version) {
        return HttpClient.newBuilder()
                .sslContext(tls.anybody())
                .version(version)
                .build();
    }

    private HttpRequest request(String what, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("https://127.0.0.1:" + server.address().getPort() + PATH + what))
                .timeout(Duration.ofSeconds(60));
        return headers.length == 0 ? request.build() : request.headers(headers).build();
    }

    @ParameterizedTest
    @EnumSource
    void aManifestAndABlobComeWholeAndTheBlobIsAHitAfterThat(HttpClient.Version version) throws Exception {
        world.serve("1", "{\"schemaVersion\":2}");
        try (HttpClient client = client(version)) {
            HttpResponse<byte[]> tag = client.send(request("manifests/1"), BodyHandlers.ofByteArray());
            HttpResponse<byte[]> cold = client.send(request("blobs/" + BLOB), BodyHandlers.ofByteArray());
            world.awaitHeld(BLOB);
            HttpResponse<byte[]> warm = client.send(request("blobs/" + BLOB), BodyHandlers.ofByteArray());

            assertThat(server.tls().orElseThrow().provider()).isEqualTo("JDK");
            assertThat(tag.version()).isEqualTo(version);
            assertThat(tag.body()).asString().isEqualTo("{\"schemaVersion\":2}");
            assertThat(cold.body()).isEqualTo(CONTENT);
            assertThat(warm.body()).isEqualTo(CONTENT);
            assertThat(warm.headers().firstValue("cache-status")).hasValue("entrepot; hit");
        }
        assertThat(world.blobs.opened()).hasSize(1);
    }

    @Test
    void rangesOnManyStreamsAtOnceAreExact() throws Exception {
        int part = 256 << 10;
        try (HttpClient client = client(HttpClient.Version.HTTP_2)) {
            client.send(request("blobs/" + BLOB), BodyHandlers.discarding());
            world.awaitHeld(BLOB);
            awaitCounted(CONTENT.length);

            var parts = IntStream.range(0, CONTENT.length / part)
                    .mapToObj(i -> client.sendAsync(
                            request("blobs/" + BLOB, "Range", "bytes=" + i * part + "-" + ((i + 1) * part - 1)),
                            BodyHandlers.ofByteArray()))
                    .toList();
            CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);

            for (int i = 0; i < parts.size(); i++) {
                assertThat(parts.get(i).join().statusCode()).isEqualTo(206);
                assertThat(parts.get(i).join().body()).isEqualTo(Arrays.copyOfRange(CONTENT, i * part, (i + 1) * part));
            }
            assertThat(server.connections()).isEqualTo(1);
            awaitCounted(2L * CONTENT.length);
        }
    }

    /** An answer is counted when it has ended, which its client may see before. */
    private void awaitCounted(long bytes) {
        Awaitility.await().untilAsserted(() -> assertThat(counted).hasValue(bytes));
    }
}
