package dev.entrepot.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.entrepot.core.oci.Digest;
import dev.entrepot.testkit.real.Lab;
import dev.entrepot.testkit.real.LoggedRequest;
import dev.entrepot.testkit.real.OciImage;
import dev.entrepot.testkit.real.RandomFile;
import dev.entrepot.testkit.real.RealEntrepot;
import dev.entrepot.testkit.real.RealRegistry;
import dev.entrepot.testkit.real.ThrottledTcp;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A real registry over a slow line that hangs or dies in the middle of a layer (issue 5); its own log says what it was asked. */
class UnsteadyRegistryIT {

    /** More than sockets hold on the way. */
    private static final RandomFile LAYER = new RandomFile("data.bin", 32 << 20);

    private static final long SLOW = 4 << 20;

    @RegisterExtension
    static final Lab lab = new Lab("docker-registry", "skopeo");

    private RealRegistry registry;
    private ThrottledTcp line;
    private RealEntrepot entrepot;
    private Digest digest;
    private long size;

    @BeforeEach
    void start() {
        OciImage image = lab.images().image("1", LAYER);
        registry = lab.registry("upstream");
        registry.push(image, "app");
        digest = image.layers().getFirst().digest();
        size = image.layers().getFirst().size();
        line = lab.lineTo(registry.port());
        entrepot = lab.entrepot(EntrepotYaml.upTest(line.url(), "1h"));
        assertThat(entrepot.get("/v2/app/manifests/1").statusCode()).isEqualTo(200);
    }

    private CompletableFuture<Digest> pulling() {
        return CompletableFuture.supplyAsync(() -> {
            HttpResponse<byte[]> answer = entrepot.get("/v2/app/blobs/" + digest);
            assertThat(answer.statusCode()).isEqualTo(200);
            return Digest.sha256(answer.body());
        });
    }

    private CompletableFuture<Digest> pullingSlowly() {
        line.bytesPerSecond(SLOW);
        long before = line.bytesDown();
        CompletableFuture<Digest> pull = pulling();
        Awaitility.await().until(() -> line.bytesDown() > before + (1 << 20));
        return pull;
    }

    /** What was still on its way has come. */
    private void awaitStandstill() {
        AtomicLong last = new AtomicLong();
        Awaitility.await()
                .pollInterval(Duration.ofMillis(200))
                .until(() -> last.getAndSet(line.bytesDown()) == line.bytesDown());
    }

    private List<LoggedRequest> asked() {
        return registry.requests().stream()
                .filter(request -> request.path().endsWith("/blobs/" + digest))
                .toList();
    }

    @Test
    void oneThatHangsIsAskedOnceHoweverManyWaitForIt() throws Exception {
        CompletableFuture<Digest> first = pullingSlowly();
        registry.hang();
        line.unlimited();
        awaitStandstill();
        CompletableFuture<Digest> second = pulling();

        assertThat(entrepot.get("/v2/app/manifests/1").statusCode()).isEqualTo(200);
        assertThat(first).isNotDone();
        assertThat(second).isNotDone();

        registry.wake();
        assertThat(first.get()).isEqualTo(digest);
        assertThat(second.get()).isEqualTo(digest);
        assertThat(asked())
                .extracting(LoggedRequest::method, LoggedRequest::status, LoggedRequest::bytes)
                .containsExactly(tuple("GET", 200, size));
    }

    @Test
    void oneThatDiesIsAskedForTheRestWhenItIsBackAndForNothingElse() throws Exception {
        CompletableFuture<Digest> pull = pullingSlowly();
        registry.stop();
        registry.start();
        line.unlimited();

        assertThat(pull.get()).isEqualTo(digest);

        // The one that died may not have written down what it was sending.
        assertThat(asked())
                .filteredOn(request -> request.status() != 200)
                .singleElement()
                .satisfies(rest -> {
                    assertThat(rest.status()).isEqualTo(206);
                    assertThat(rest.bytes()).isBetween(1L, size - (1 << 19));
                });
        assertThat(asked()).hasSizeLessThanOrEqualTo(2);
    }
}
