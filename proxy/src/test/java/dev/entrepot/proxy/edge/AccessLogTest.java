package dev.entrepot.proxy.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.testkit.registry.FakeRegistry;
import dev.entrepot.testkit.registry.wire.Gate;
import java.nio.charset.StandardCharsets;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class AccessLogTest {

    private static final String TYPE = "application/vnd.oci.image.manifest.v1+json";

    @RegisterExtension
    final FakeRegistry upstream = FakeRegistry.start();

    @RegisterExtension
    final ConfiguredProxy proxy = new ConfiguredProxy();

    @RegisterExtension
    final LoggedLines log = new LoggedLines();

    @Test
    void aClientThatLeftBeforeItsAnswerIsLoggedOnce() throws Exception {
        upstream.addManifest("a/b", "1", TYPE, "{}".getBytes(StandardCharsets.UTF_8));
        Gate gate = new Gate();
        upstream.faults().onManifests().holdBeforeHeaders(gate);
        proxy.start("default-upstream: up.test\nupstreams: {up.test: {url: '" + upstream.url() + "'}}");
        try (Wire wire = proxy.connect()) {
            wire.send("GET", "/v2/a/b/manifests/1");
            gate.awaitArrived();
        }
        Awaitility.await().until(() -> !log.access().isEmpty());
        gate.open();
        proxy.get("/v2/a/b/manifests/1");
        proxy.stop();

        assertThat(log.access()).filteredOn(line -> line.contains("end=left")).hasSize(1);
        assertThat(log.access()).filteredOn(line -> line.contains("end=done")).hasSize(1);
    }
}
