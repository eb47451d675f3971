package dev.entrepot.proxy.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.oci.Digest;
import dev.entrepot.testkit.registry.FakeRegistry;
import dev.entrepot.testkit.registry.content.BlobContent;
import dev.entrepot.testkit.registry.wire.Gate;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a reload changes, and what it leaves alone. */
class ReloadTest {

    private static final String TYPE = "application/vnd.oci.image.manifest.v1+json";
    private static final int SIZE = 2 << 20;
    private static final int CLIENTS = 500;

    @RegisterExtension
    final FakeRegistry old = FakeRegistry.start();

    @RegisterExtension
    final FakeRegistry next = FakeRegistry.start();

    @RegisterExtension
    final ConfiguredProxy proxy = new ConfiguredProxy();

    private static String upTest(FakeRegistry registry, String... keys) {
        return "default-upstream: up.test\nupstreams:\n  up.test:\n    url: " + registry.url() + "\n"
                + String.join("", keys);
    }

    private static void addManifest(FakeRegistry registry, String content) {
        registry.addManifest("a/b", "1", TYPE, content.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void anUpstreamThatMovedIsAskedAtItsNewPlace() throws Exception {
        addManifest(next, "{}");
        proxy.start(upTest(old));
        proxy.reload(upTest(next));

        assertThat(proxy.get("/v2/a/b/manifests/1").status()).isEqualTo(200);
        assertThat(old.requests()).isEmpty();
    }

    @Test
    void anAddedUpstreamIsKnownAtOnce() throws Exception {
        addManifest(next, "{}");
        proxy.start(upTest(old));
        assertThat(proxy.get("/v2/a/b/manifests/1?ns=added.test").status()).isEqualTo(404);
        proxy.reload(upTest(old, "  added.test: {url: '" + next.url() + "'}\n"));

        assertThat(proxy.get("/v2/a/b/manifests/1?ns=added.test").status()).isEqualTo(200);
    }

    @Test
    void aRemovedUpstreamIsNoLongerKnownThoughItsBlobsAreStillHeld() throws Exception {
        Digest blob = next.addBlob("a/b", BlobContent.random(1, 100));
        proxy.start(upTest(old, "  gone.test: {url: '" + next.url() + "'}\n"));
        String target = "/v2/a/b/blobs/" + blob + "?ns=gone.test";
        assertThat(proxy.get(target).status()).isEqualTo(200);
        proxy.reload(upTest(old));

        assertThat(proxy.get(target).status()).isEqualTo(404);
    }

    @Test
    void anAliasIsKnownAtOnceAndItsUpstreamKeepsItsConnection() throws Exception {
        addManifest(old, "{}");
        proxy.start(upTest(old, "    tag-ttl: 0s\n"));
        proxy.get("/v2/a/b/manifests/1");
        old.clear();
        proxy.reload(upTest(old, "    tag-ttl: 0s\n    aliases: [alias.test]\n"));

        assertThat(proxy.get("/v2/a/b/manifests/1?ns=alias.test").status()).isEqualTo(200);
        assertThat(old.lines()).containsExactly("HEAD /v2/a/b/manifests/1");
        assertThat(old.openConnections()).isEqualTo(1);
    }

    @Test
    void aTimeToLiveCountsForTagsThatAreHeldAlready() throws Exception {
        addManifest(old, "{}");
        proxy.start(upTest(old));
        proxy.get("/v2/a/b/manifests/1");
        proxy.reload(upTest(old, "    tag-ttl: 0s\n"));

        proxy.get("/v2/a/b/manifests/1");

        assertThat(old.lines()).containsExactly("GET /v2/a/b/manifests/1", "HEAD /v2/a/b/manifests/1");
    }

    @Test
    void aCorrectedPasswordOfAnUpstreamCountsAtOnce() throws Exception {
        addManifest(old, "{}");
        old.requireBasic("me", "right");
        proxy.start(upTest(old, "    username: me\n    password: wrong\n"));
        assertThat(proxy.get("/v2/a/b/manifests/1").status()).isEqualTo(403);
        proxy.reload(upTest(old, "    username: me\n    password: right\n"));

        assertThat(proxy.get("/v2/a/b/manifests/1").status()).isEqualTo(200);
    }

    @Test
    void aRuleForClientsCountsOnOpenConnectionsToo() throws Exception {
        proxy.file("tokens", "0123456789abcdef0123456789abcdef");
        proxy.start(upTest(old));
        try (Wire wire = proxy.connect()) {
            wire.send("GET", "/v2/");
            assertThat(wire.receive("GET").status()).isEqualTo(200);
            proxy.reload(upTest(old, "clients: {tokens-file: tokens}"));

            wire.send("GET", "/v2/");
            assertThat(wire.receive("GET").status()).isEqualTo(401);
        }
    }

    @Test
    void theConnectionsOfAReplacedUpstreamAreClosedWhenItsLastTransferEnded() throws Exception {
        Digest blob = old.addBlob("a/b", BlobContent.random(1, SIZE));
        Gate gate = new Gate();
        old.faults().onBlob(blob).holdAt(SIZE / 2, gate);
        proxy.start(upTest(old));
        try (Wire wire = proxy.connect()) {
            wire.send("GET", "/v2/a/b/blobs/" + blob);
            gate.awaitArrived();
            proxy.reload(upTest(next));
            assertThat(old.openConnections()).isEqualTo(1);
            gate.open();

            assertThat(wire.receive("GET").isWhole()).isTrue();
        }
        Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> old.openConnections() == 0);
    }

    @Test
    void aTransferThatBeganIsFinishedAlsoWhenItsUpstreamWasRemoved() throws Exception {
        Digest blob = next.addBlob("a/b", BlobContent.random(1, SIZE));
        Gate gate = new Gate();
        next.faults().onBlob(blob).holdAt(SIZE / 2, gate);
        proxy.start(upTest(old, "  gone.test: {url: '" + next.url() + "'}\n"));
        try (Wire wire = proxy.connect()) {
            wire.send("GET", "/v2/a/b/blobs/" + blob + "?ns=gone.test");
            gate.awaitArrived();
            proxy.reload(upTest(old));
            gate.open();

            assertThat(Digest.sha256(wire.receive("GET").body())).isEqualTo(blob);
        }
    }

    @Test
    void fiveHundredKeepAliveClientsNoticeNothingOfManyReloads() throws Exception {
        List<Digest> blobs = new ArrayList<>();
        Gate gate = new Gate();
        for (int i = 0; i < 4; i++) {
            blobs.add(old.addBlob("a/b", BlobContent.random(i, SIZE)));
            old.faults().onBlob(blobs.get(i)).holdAt(SIZE / 2, gate);
        }
        addManifest(next, "{\"n\":1}");
        proxy.start(upTest(old));
        CyclicBarrier asked = new CyclicBarrier(CLIENTS + 1);
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> outcomes = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                outcomes.add(clients.submit(client(blobs.get(i % blobs.size()), asked)));
            }
            asked.await();
            gate.awaitArrived(blobs.size());
            for (int i = 0; i < 10; i++) {
                proxy.reload(upTest(i % 2 == 0 ? next : old));
            }
            proxy.reload(upTest(next, "    max-connections: 7\n"));
            gate.open();
            for (Future<String> outcome : outcomes) {
                assertThat(outcome.get()).isEqualTo("whole, then {\"n\":1}");
            }
        }
        assertThat(old.count("GET", "/blobs/")).isEqualTo(blobs.size());
        assertThat(next.lines()).containsExactly("GET /v2/a/b/manifests/1");
        Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> old.openConnections() == 0);
    }

    /** One connection: a ping before the reload, a transfer across it, a manifest after it. */
    private Callable<String> client(Digest blob, CyclicBarrier asked) {
        return () -> {
            try (Wire wire = proxy.connect()) {
                wire.send("GET", "/v2/");
                wire.receive("GET");
                wire.send("GET", "/v2/a/b/blobs/" + blob);
                asked.await();
                boolean isWhole = Digest.sha256(wire.receive("GET").body()).equals(blob);
                wire.send("GET", "/v2/a/b/manifests/1");
                return (isWhole ? "whole" : "broken") + ", then "
                        + wire.receive("GET").text();
            }
        };
    }
}
