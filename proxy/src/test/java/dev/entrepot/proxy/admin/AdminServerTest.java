package dev.entrepot.proxy.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.health.Health;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdminServerTest {

    private final Health health = new Health(() -> Instant.EPOCH);
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final AdminEndpoints endpoints = AdminEndpoints.of(health, registry, () -> {});
    private AdminServer server;
    private int port;

    @BeforeEach
    void start() throws Exception {
        server = AdminServer.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), endpoints);
        port = server.address().getPort();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void itLivesFromTheFirstMoment() throws Exception {
        assertThat(Asked.get(port, "/livez").statusCode()).isEqualTo(200);
    }

    @Test
    void itIsNotReadyBeforeEverythingHasStarted() throws Exception {
        HttpResponse<String> answer = Asked.get(port, "/readyz");

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("\"starting\"");
    }

    @Test
    void itIsReadyThen() throws Exception {
        health.ready();

        HttpResponse<String> answer = Asked.get(port, "/readyz");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).contains("application/json");
        assertThat(answer.body().replaceAll("\\s", "")).isEqualTo("{\"status\":\"ready\",\"degraded\":[]}");
    }

    @Test
    void degradedIsReadyAndSaysByWhat() throws Exception {
        health.ready();
        health.troubled(Dependency.UPSTREAM, "ghcr.io", "connection refused");

        HttpResponse<String> answer = Asked.get(port, "/readyz");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body().replaceAll("\\s", ""))
                .isEqualTo("{\"status\":\"degraded\",\"degraded\":[{\"dependency\":\"upstream\",\"name\":\"ghcr.io\","
                        + "\"why\":\"connectionrefused\",\"since\":\"1970-01-01T00:00:00Z\"}]}");
    }

    @Test
    void itIsNotReadyAnyMoreWhileDrainingButLives() throws Exception {
        health.ready();
        health.draining();

        assertThat(Asked.get(port, "/readyz").statusCode()).isEqualTo(503);
        assertThat(Asked.get(port, "/livez").statusCode()).isEqualTo(200);
    }

    @Test
    void metricsAreInPrometheusTextUnlessOpenMetricsIsAccepted() throws Exception {
        registry.counter("some.counter").increment();

        HttpResponse<String> text = Asked.get(port, "/metrics");
        HttpResponse<String> open = Asked.get(port, "/metrics", "Accept", "application/openmetrics-text;version=1.0.0");

        assertThat(text.headers().firstValue("content-type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain; version=0.0.4"));
        assertThat(text.body()).contains("some_counter_total 1.0").doesNotContain("# EOF");
        assertThat(open.headers().firstValue("content-type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/openmetrics-text"));
        assertThat(open.body()).endsWith("# EOF\n");
    }

    @Test
    void headIsGetWithoutABody() throws Exception {
        HttpResponse<String> answer = Asked.send("HEAD", port, "/livez");

        assertThat(answer.body()).isEmpty();
        assertThat(answer.headers().firstValue("content-length")).contains("3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/livez/", "/status", "/v2/", "/%zz", "//livez"})
    void whatIsNotThereIs404AndSaysWhatIs(String path) throws Exception {
        String answer = raw("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 404 ").contains("/livez /metrics /readyz");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS"})
    void nothingIsChangedByAskingForHealth(String method) throws Exception {
        HttpResponse<String> answer = Asked.send(method, port, "/livez");

        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("allow")).contains("GET");
    }

    @Test
    void whatChangesSomethingIsNotDoneByGet() throws Exception {
        endpoints.post("/do", request -> AdminAnswer.text(200, "done"));

        assertThat(Asked.get(port, "/do").statusCode()).isEqualTo(405);
        assertThat(Asked.send("POST", port, "/do").body()).isEqualTo("done\n");
    }

    @Test
    void aPageOfTheWebCannotHaveABrowserDoIt() throws Exception {
        endpoints.post("/do", request -> AdminAnswer.text(200, "done"));

        assertThat(Asked.send("POST", port, "/do", "Origin", "https://evil.example")
                        .statusCode())
                .isEqualTo(403);
        assertThat(Asked.send("POST", port, "/do", "Sec-Fetch-Site", "cross-site")
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void parametersAreDecoded() throws Exception {
        endpoints.get(
                "/echo", request -> AdminAnswer.text(200, request.parameter("x").orElse("none")));

        assertThat(Asked.get(port, "/echo?x=a%3Ab%20c").body()).isEqualTo("a:b c\n");
        assertThat(Asked.get(port, "/echo").body()).isEqualTo("none\n");
    }

    @Test
    void healthIsAnsweredWhileEveryWorkerIsBusy() throws Exception {
        CountDownLatch stuck = new CountDownLatch(1);
        CountDownLatch entered = new CountDownLatch(2);
        endpoints.get("/slow", request -> {
            entered.countDown();
            await(stuck);
            return AdminAnswer.text(200, "at last");
        });
        CompletableFuture<String> one = inBackground("GET /slow HTTP/1.1\r\n\r\n");
        CompletableFuture<String> two = inBackground("GET /slow HTTP/1.1\r\n\r\n");
        entered.await();

        assertThat(Asked.get(port, "/livez").statusCode()).isEqualTo(200);
        assertThat(Asked.get(port, "/readyz").statusCode()).isEqualTo(503);

        stuck.countDown();
        assertThat(one.get()).endsWith("at last\n");
        assertThat(two.get()).endsWith("at last\n");
    }

    @Test
    void anEndpointThatFailsIs500() throws Exception {
        endpoints.get("/bug", request -> {
            throw new IllegalStateException("a bug");
        });

        assertThat(Asked.get(port, "/bug").statusCode()).isEqualTo(500);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\0\1\2\r\n\r\n", "GET\r\n\r\n", "GET /livez HTTP/9.9.9\r\n\r\n"})
    void whatIsNotHttpIsRefusedAndTheNextOneIsAnswered(String bytes) throws Exception {
        assertThat(raw(bytes)).startsWith("HTTP/1.1 400 ");
        assertThat(Asked.get(port, "/livez").statusCode()).isEqualTo(200);
    }

    @Test
    void anEndlessRequestIsRefused() throws Exception {
        assertThat(raw("GET /" + "a".repeat(100_000) + " HTTP/1.1\r\n\r\n")).contains(" 400 ");
    }

    @Test
    void anAddressThatIsTakenIsNamedWithWhatToDo() {
        assertThatIOException()
                .isThrownBy(() -> AdminServer.start(server.address(), endpoints))
                .withMessageContaining(Integer.toString(port))
                .withMessageContaining("'admin'");
    }

    private CompletableFuture<String> inBackground(String request) {
        return CompletableFuture.supplyAsync(() -> raw(request), Thread::startVirtualThread);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Everything until the other side closes. */
    private String raw(String request) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
