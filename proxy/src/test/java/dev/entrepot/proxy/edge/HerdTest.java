package dev.entrepot.proxy.edge;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.testkit.registry.FakeRegistry;
import dev.entrepot.testkit.registry.content.BlobContent;
import dev.entrepot.testkit.registry.wire.Gate;
import dev.entrepot.testkit.registry.wire.Recorded;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;

/** Case 56: 500 nodes that are told at the same moment to pull the same image. */
class HerdTest {

    private static final int NODES = 500;
    private static final String TYPE = "application/vnd.oci.image.manifest.v1+json";
    private static final String TAG = "/v2/a/b/manifests/1";
    private static final BlobContent CONTENT = BlobContent.random(3, 500_000);

    @RegisterExtension
    final FakeRegistry upstream = FakeRegistry.start();

    @RegisterExtension
    final ConfiguredProxy proxy = new ConfiguredProxy();

    private final byte[] content = CONTENT.toBytes();
    private final Logger accessLog = (Logger) LoggerFactory.getLogger("entrepot.access");
    private Digest blob;

    @BeforeEach
    void addImage() {
        accessLog.setLevel(Level.WARN);
        upstream.addManifest("a/b", "1", TYPE, new byte[] {'{', '}'});
        blob = upstream.addBlob("a/b", CONTENT);
    }

    @AfterEach
    void speakAgain() {
        accessLog.setLevel(Level.INFO);
    }

    private String yaml(String tagTtl) {
        return "default-upstream: up.test\nupstreams:\n  up.test: {url: '" + upstream.url() + "', tag-ttl: " + tagTtl
                + "}\n";
    }

    @Test
    void aNewImageCostsOneTokenOneManifestAndOneFill() throws Exception {
        upstream.requireTokens();
        proxy.start(yaml("1h"));

        try (ExecutorService nodes = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> pulls = new ArrayList<>();
            for (int i = 0; i < NODES; i++) {
                pulls.add(nodes.submit(this::pull));
            }
            for (Future<Boolean> pull : pulls) {
                assertThat(pull.get()).isTrue();
            }
        }

        assertThat(upstream.tokens().count()).isEqualTo(1);
        assertThat(answered("/manifests/")).isEqualTo(1);
        assertThat(answered("/blobs/")).isEqualTo(1);
    }

    /** Requests that were let in, unlike the first ones, which are told to get a token. */
    private long answered(String path) {
        return upstream.requests("GET", path).stream()
                .map(Recorded::awaitEnd)
                .filter(request -> request.status() == 200)
                .count();
    }

    private boolean pull() throws IOException {
        try (Wire wire = proxy.connect()) {
            wire.send("GET", TAG);
            boolean isTagRight = wire.receive("GET").text().equals("{}");
            wire.send("GET", "/v2/a/b/blobs/" + blob);
            return isTagRight && Arrays.equals(wire.receive("GET").body(), content);
        }
    }

    /** The check is held back until all have asked; who asks later finds the tag fresh. */
    @Test
    void aTagPastItsTimeCostsOneHead() throws Exception {
        proxy.start(yaml("0s"));
        proxy.get(TAG);
        upstream.clear();
        Gate gate = new Gate();
        upstream.faults().onManifests().holdBeforeHeaders(gate);

        try (ExecutorService nodes = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Wire.Response>> checks = new ArrayList<>();
            for (int i = 0; i < NODES; i++) {
                checks.add(nodes.submit(() -> proxy.get(TAG)));
            }
            gate.awaitArrived();
            proxy.reload(yaml("1h"));
            gate.open();
            for (Future<Wire.Response> check : checks) {
                assertThat(check.get().text()).isEqualTo("{}");
            }
        }

        assertThat(upstream.lines()).containsExactly("HEAD " + TAG);
    }
}
