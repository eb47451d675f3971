package dev.entrepot.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.oci.Digest;
import dev.entrepot.proxy.edge.LongLivedClients;
import dev.entrepot.proxy.edge.LongLivedClients.Question;
import dev.entrepot.testkit.real.Lab;
import dev.entrepot.testkit.real.RealEntrepot;
import dev.entrepot.testkit.registry.FakeRegistry;
import dev.entrepot.testkit.registry.content.BlobContent;
import dev.entrepot.testkit.registry.content.ImageFixture;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The real process, 500 clients that keep their connections, its signals (issue 3). */
class ReloadAndDrainIT {

    private static final int CLIENTS = 500;
    private static final int TRANSFERS = 8;
    private static final int RELOADS = 5;
    private static final int SIGTERM_STATUS = 128 + 15;

    @RegisterExtension
    static final Lab lab = new Lab();

    @RegisterExtension
    final FakeRegistry upstream = FakeRegistry.start();

    private static Question blob(Digest digest) {
        return new Question("/v2/a/b/blobs/" + digest, digest);
    }

    private String upstreams(int added) {
        StringBuilder yaml = new StringBuilder(EntrepotYaml.upTest(upstream.url(), "1h"));
        for (int i = 1; i <= added; i++) {
            yaml.append("  added")
                    .append(i)
                    .append(".test: {url: '")
                    .append(upstream.url())
                    .append("'}\n");
        }
        return yaml.toString();
    }

    @Test
    void noTransferIsBrokenByReloadsAndADrain() throws Exception {
        Question manifest = new Question(
                "/v2/a/b/manifests/latest", upstream.addImage("a/b", "latest", ImageFixture.random(8, 100)));
        Question small = blob(upstream.addBlob("a/b", BlobContent.random(5, 20_000)));
        Question held = blob(upstream.addBlob("a/b", BlobContent.random(6, 24 << 20)));
        Question cold = blob(upstream.addBlob("a/b", BlobContent.random(7, 24 << 20)));
        upstream.faults().onBlob(cold.digest()).bytesPerSecond(4 << 20);
        RealEntrepot entrepot = lab.entrepot(upstreams(0));
        entrepot.get(held.target());
        try (LongLivedClients clients = new LongLivedClients(entrepot.port())) {
            clients.keepAsking(CLIENTS, manifest, small);
            clients.read(TRANSFERS, cold, 12 << 20);
            for (int i = 1; i <= RELOADS; i++) {
                reload(entrepot, i);
            }
            assertThat(clients.running()).isGreaterThanOrEqualTo(CLIENTS);
            clients.read(TRANSFERS, held, 4 << 20);

            int status = entrepot.stop();

            assertThat(clients.complaints()).isEmpty();
            assertThat(status).isEqualTo(SIGTERM_STATUS);
            assertThat(clients.answers()).isGreaterThan(2 * CLIENTS);
        }
    }

    /** One more upstream; it is known as soon as the reload has happened. */
    private void reload(RealEntrepot entrepot, int added) {
        entrepot.configure(upstreams(added));
        entrepot.signal("-HUP");
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(entrepot.get("/v2/a/b/manifests/latest?ns=added" + added + ".test")
                                .statusCode())
                        .isEqualTo(200));
    }
}
