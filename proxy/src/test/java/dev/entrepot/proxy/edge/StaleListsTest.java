package dev.entrepot.proxy.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.oci.Digest;
import dev.entrepot.testkit.registry.FakeRegistry;
import dev.entrepot.testkit.registry.wire.Gate;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Lists whose time is always over: what is asked again, and what is served when it cannot be. */
class StaleListsTest {

    private static final String TYPE = "application/vnd.oci.image.manifest.v1+json";

    @RegisterExtension
    final FakeRegistry upstream = FakeRegistry.start();

    @RegisterExtension
    final RunningProxy proxy = new RunningProxy(upstream, "tag-ttl: 0s");

    private final Digest image = upstream.addManifest("a/b", "v1", TYPE, new byte[] {'{', '}'});

    @Test
    void withoutATimeToLiveEveryListIsAskedFor() throws IOException {
        proxy.get("/v2/a/b/tags/list");
        upstream.tag("a/b", "v2", image);

        assertThat(proxy.get("/v2/a/b/tags/list").text()).contains("[\"v1\",\"v2\"]");
        assertThat(upstream.lines()).containsExactly("GET /v2/a/b/tags/list?n=1000", "GET /v2/a/b/tags/list?n=1000");
    }

    @Test
    void whileTheUpstreamIsDownItsLastListIsServedAsStale() throws IOException {
        upstream.tag("a/b", "v2", image);
        proxy.get("/v2/a/b/tags/list");
        upstream.stopAll();

        Wire.Response response = proxy.get("/v2/a/b/tags/list?n=1");

        assertThat(response.text()).isEqualTo("{\"name\":\"a/b\",\"tags\":[\"v1\"]}");
        assertThat(response.header("cache-status")).isEqualTo("entrepot; hit; detail=stale");
        assertThat(response.header("link")).isNotNull();
        assertThat(response.header("warning")).isNull();
    }

    @Test
    void whileTheUpstreamIsDownItsLastReferrersAreServedAsStale() throws IOException {
        Digest signature = upstream.addReferrer("a/b", image, "test/signature");
        proxy.get("/v2/a/b/referrers/" + image);
        upstream.stopAll();

        Wire.Response response = proxy.get("/v2/a/b/referrers/" + image);

        assertThat(response.text()).contains(signature.toString());
        assertThat(response.header("cache-status")).isEqualTo("entrepot; hit; detail=stale");
    }

    /** Case 55: never 429, and nothing that says the tags are gone. */
    @Test
    void anUpstreamThatHasNoTimeForUsIsAnsweredFromTheLastList() throws IOException {
        proxy.get("/v2/a/b/tags/list");
        upstream.faults().onAny().status(429);

        Wire.Response response = proxy.get("/v2/a/b/tags/list");

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.header("cache-status")).isEqualTo("entrepot; hit; detail=stale");
    }

    /** Its own word counts: what it no longer has is gone here too. */
    @Test
    void aRepositoryThatIsGoneUpstreamIsNotServedFromTheLastList() throws IOException {
        proxy.get("/v2/a/b/tags/list");
        upstream.faults().onPath("/tags/list").status(404);

        assertThat(proxy.get("/v2/a/b/tags/list").status()).isEqualTo(404);
    }

    /** Case 56. */
    @Test
    void manyWhoAskAtOnceAreOneQuestion() throws Exception {
        Gate gate = new Gate();
        upstream.faults().onPath("/tags/list").holdBeforeHeaders(gate);
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Wire.Response>> answers = IntStream.range(0, 20)
                    .mapToObj(i -> clients.submit(() -> proxy.get("/v2/a/b/tags/list")))
                    .toList();
            gate.awaitArrived();
            proxy.awaitUnderWay(20);
            gate.open();

            for (Future<Wire.Response> answer : answers) {
                assertThat(answer.get().text()).contains("v1");
            }
        }
        assertThat(upstream.requests()).hasSize(1);
    }
}
