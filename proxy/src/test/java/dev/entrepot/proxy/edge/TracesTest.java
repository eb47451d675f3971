package dev.entrepot.proxy.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.entrepot.core.oci.Digest;
import dev.entrepot.proxy.edge.OtlpCollector.Span;
import dev.entrepot.testkit.registry.FakeRegistry;
import dev.entrepot.testkit.registry.content.BlobContent;
import dev.entrepot.testkit.registry.content.ImageFixture;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a collector is sent of a pull. */
class TracesTest {

    private static final String CLIENTS_TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String CLIENTS_SPAN = "00f067aa0ba902b7";

    @RegisterExtension
    final FakeRegistry upstream = FakeRegistry.start();

    @RegisterExtension
    final OtlpCollector collector = new OtlpCollector();

    @RegisterExtension
    final ConfiguredProxy proxy = new ConfiguredProxy();

    private void start(String more) throws Exception {
        proxy.start("default-upstream: up.test\nupstreams: {up.test: {url: '" + upstream.url()
                + "'}}\ntracing: {endpoint: '" + collector.url() + "'" + more + "}");
    }

    private Span await(String name) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() ->
                        collector.spans().stream().anyMatch(span -> span.name().equals(name)));
        return only(name);
    }

    private Span only(String name) {
        List<Span> found = collector.spans().stream()
                .filter(span -> span.name().equals(name))
                .toList();
        assertThat(found).as("spans called " + name).hasSize(1);
        return found.getFirst();
    }

    private List<String> below(Span parent) {
        return collector.spans().stream()
                .filter(span -> span.parent().equals(parent.id()))
                .map(Span::name)
                .toList();
    }

    @Test
    void aColdBlobIsOneTraceOfAllItsPhases() throws Exception {
        upstream.requireTokens();
        Digest blob = upstream.addBlob("a/b", BlobContent.random(2, 1 << 20));
        start("");
        proxy.get("/v2/a/b/blobs/" + blob);

        Span request = await("GET blob");
        assertThat(request.parent()).isEmpty();
        assertThat(below(request)).contains("route", "permission", "fill_queue", "fill");
        assertThat(below(only("fill"))).contains("blob", "token", "body", "write", "verify", "commit", "register");
        assertThat(below(only("commit"))).contains("force");
        assertThat(collector.spans()).extracting(Span::trace).containsOnly(request.trace());
        assertThat(only("token").start()).isBetween(request.start(), request.end());
        assertThat(collector.spans()).allMatch(span -> span.start() <= span.end());
    }

    @Test
    void aWarmBlobIsASpanOfItsOwnAndNothingBelow() throws Exception {
        Digest blob = upstream.addBlob("a/b", BlobContent.random(2, 1 << 10));
        start("");
        proxy.get("/v2/a/b/blobs/" + blob);
        await("register");
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> proxy.status().blobs().blobs() == 1);
        // Once more for memory and open files to have it.
        proxy.get("/v2/a/b/blobs/" + blob);
        proxy.get("/v2/a/b/blobs/" + blob);
        proxy.stop();

        List<Span> requests = collector.spans().stream()
                .filter(span -> span.name().equals("GET blob"))
                .toList();
        assertThat(requests).hasSize(3);
        assertThat(below(requests.getLast())).isEmpty();
        assertThat(requests).extracting(Span::trace).doesNotHaveDuplicates();
    }

    @Test
    void aManifestByTagIsATraceToo() throws Exception {
        upstream.addImage("a/b", "latest", ImageFixture.random(1, 100));
        start("");
        proxy.get("/v2/a/b/manifests/latest");

        assertThat(below(await("GET manifest"))).contains("route", "manifest", "register");
    }

    @Test
    void aClientsTraceIsGoneOnWith() throws Exception {
        upstream.addImage("a/b", "latest", ImageFixture.random(1, 100));
        start(", one-in: 1000000");
        proxy.get("/v2/a/b/manifests/latest", "traceparent: 00-" + CLIENTS_TRACE + "-" + CLIENTS_SPAN + "-01");

        Span request = await("GET manifest");
        assertThat(request.trace()).isEqualTo(CLIENTS_TRACE);
        assertThat(request.parent()).isEqualTo(CLIENTS_SPAN);
    }

    @Test
    void aClientThatTracesNothingIsNotTraced() throws Exception {
        upstream.addImage("a/b", "latest", ImageFixture.random(1, 100));
        start("");
        proxy.get("/v2/a/b/manifests/latest", "traceparent: 00-" + CLIENTS_TRACE + "-" + CLIENTS_SPAN + "-00");
        proxy.stop();

        assertThat(collector.spans()).isEmpty();
    }

    @Test
    void upstreamsAreToldOfNoTrace() throws Exception {
        upstream.addImage("a/b", "latest", ImageFixture.random(1, 100));
        start("");
        proxy.get("/v2/a/b/manifests/latest", "traceparent: 00-" + CLIENTS_TRACE + "-" + CLIENTS_SPAN + "-01");

        assertThat(upstream.requests())
                .isNotEmpty()
                .allSatisfy(asked -> assertThat(asked.header("traceparent")).isNull());
    }

    @Test
    void theCollectorIsShownTheHeadersThatItWants() throws Exception {
        proxy.file("headers", "authorization=Bearer abc\n");
        upstream.addImage("a/b", "latest", ImageFixture.random(1, 100));
        start(", headers-file: headers");
        proxy.get("/v2/a/b/manifests/latest");
        await("GET manifest");

        assertThat(collector.authorizations()).containsOnly("Bearer abc");
    }

    @Test
    void aHeaderWithoutAValueIsAnErrorThatSaysWhatToWrite() {
        assertThatThrownBy(() -> start(", headers: nonsense"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("tracing.headers")
                .hasMessageNotContaining("nonsense");
    }
}
