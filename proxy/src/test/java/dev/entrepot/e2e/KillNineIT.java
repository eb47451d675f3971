package dev.entrepot.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.entrepot.testkit.real.CommandResult;
import dev.entrepot.testkit.real.Lab;
import dev.entrepot.testkit.real.LoggedRequest;
import dev.entrepot.testkit.real.OciImage;
import dev.entrepot.testkit.real.RandomFile;
import dev.entrepot.testkit.real.RealContainerd;
import dev.entrepot.testkit.real.RealEntrepot;
import dev.entrepot.testkit.real.RealRegistry;
import dev.entrepot.testkit.real.ThrottledTcp;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** entrepot is killed in the middle of a large layer, which loses what was in memory and nothing else. */
class KillNineIT {

    private static final String TAG = "up.test/app:1";
    private static final long MIB = 1 << 20;
    private static final long LAYER = 200 * MIB;

    @RegisterExtension
    static final Lab lab = new Lab("containerd", "ctr", "docker-registry", "skopeo");

    @Test
    void theLayerIsResumedAndTheImageIsRight() throws Exception {
        OciImage image = lab.images().image("1", new RandomFile("etc/small", 1000), new RandomFile("opt/large", LAYER));
        RealRegistry upstream = lab.registry("upstream");
        upstream.push(image, "app");
        ThrottledTcp line = lab.lineTo(upstream.port());
        RealEntrepot entrepot = lab.entrepot(EntrepotYaml.upTest(line.url(), "1h"));
        RealContainerd node = lab.containerd("node");
        node.mirror("up.test", entrepot.url());

        line.bytesPerSecond(50 * MIB);
        CompletableFuture<CommandResult> cut = CompletableFuture.supplyAsync(() -> node.tryPull(TAG));
        await().atMost(Duration.ofSeconds(60)).until(() -> line.bytesDown() > LAYER * 3 / 4);
        entrepot.kill9();
        assertThat(cut.get(60, TimeUnit.SECONDS).succeeded()).isFalse();

        line.unlimited();
        entrepot.start();
        node.pull(TAG);

        assertThat(node.checksums(TAG, image.paths())).isEqualTo(image.checksums());
        LoggedRequest resumed = upstream.requests().stream()
                .filter(request -> request.isBlobGet() && request.status() == 206)
                .reduce((first, last) -> last)
                .orElseThrow(() -> new AssertionError("no 206 among " + upstream.requests()));
        assertThat(resumed.path()).endsWith(image.layers().getLast().digest().toString());
        assertThat(resumed.bytes()).isBetween(2L, LAYER * 3 / 4);
        // The client has its last byte before the commit is through.
        await().untilAsserted(
                        () -> assertThat(entrepot.data().resolve("ingest")).isEmptyDirectory());
    }
}
