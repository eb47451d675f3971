package dev.entrepot.proxy.edge;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.proxy.edge.LongLivedClients.Question;
import dev.entrepot.testkit.registry.FakeRegistry;
import dev.entrepot.testkit.registry.content.BlobContent;
import dev.entrepot.testkit.registry.content.ImageFixture;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;

/** 500 clients that keep their connections and ask again and again, and long transfers among them, through a drain. */
class DrainHerdTest {

    private static final int CLIENTS = 500;
    private static final int TRANSFERS = 8;
    private static final long READ_RATE = 12 << 20;
    private static final BlobContent HELD = BlobContent.random(6, 24 << 20);
    private static final BlobContent SMALL = BlobContent.random(5, 200_000);
    private static final BlobContent COLD = BlobContent.random(7, 8 << 20);

    @RegisterExtension
    final FakeRegistry upstream = FakeRegistry.start();

    @RegisterExtension
    final RunningProxy proxy = new RunningProxy(upstream);

    /** Tens of thousands of lines say nothing here. */
    private final Logger accessLog = (Logger) LoggerFactory.getLogger("entrepot.access");

    @BeforeEach
    void quieten() {
        accessLog.setLevel(Level.WARN);
    }

    @AfterEach
    void speakAgain() {
        accessLog.setLevel(Level.INFO);
    }

    private static Question blob(Digest digest) {
        return new Question("/v2/a/b/blobs/" + digest, digest);
    }

    @Test
    void noTransferIsBroken() throws Exception {
        Question manifest = new Question(
                "/v2/a/b/manifests/latest", upstream.addImage("a/b", "latest", ImageFixture.random(8, 100)));
        Question small = blob(upstream.addBlob("a/b", SMALL));
        Question held = blob(upstream.addBlob("a/b", HELD));
        Question cold = blob(upstream.addBlob("a/b", COLD));
        proxy.get(held.target());
        upstream.faults().onBlob(cold.digest()).bytesPerSecond(4 << 20);
        try (LongLivedClients clients = new LongLivedClients(proxy.port())) {
            clients.read(TRANSFERS, cold, READ_RATE);
            clients.keepAsking(CLIENTS, manifest, small);
            clients.read(TRANSFERS, held, READ_RATE);

            proxy.drain(Duration.ofSeconds(60));

            assertThat(clients.complaints()).isEmpty();
            assertThat(clients.answers()).isGreaterThan(CLIENTS);
        }
    }
}
