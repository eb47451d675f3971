package dev.entrepot.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.oci.Digest;
import dev.entrepot.testkit.real.Lab;
import dev.entrepot.testkit.real.RealEntrepot;
import dev.entrepot.testkit.registry.FakeRegistry;
import dev.entrepot.testkit.registry.content.BlobContent;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A reader of a layer that is not there yet, as SOCI, stargz and nydus have, over an upstream of 4 MiB/s. */
class LazyReaderIT {

    private static final long SIZE = 160L << 20;
    private static final int PIECE = 64 << 10;

    @RegisterExtension
    static final Lab lab = new Lab();

    @RegisterExtension
    final FakeRegistry upstream = FakeRegistry.start();

    private final BlobContent layer = BlobContent.random(1, SIZE);
    private final Digest digest = upstream.addBlob("a/b", layer);
    private final String target = "/v2/up.test/a/b/blobs/" + digest;

    @Test
    void whatIsFarAheadOfAFillOfFortySecondsIsAnsweredInSeconds() throws Exception {
        upstream.upstreamRate(4 << 20);
        RealEntrepot entrepot = lab.entrepot(EntrepotYaml.upTest(upstream.url(), "1h"));
        CompletableFuture<HttpResponse<byte[]>> whole = CompletableFuture.supplyAsync(() -> entrepot.get(target));
        upstream.awaitRequests(1, "GET", digest.toString());

        long start = System.nanoTime();
        for (int piece = 1; piece <= 4; piece++) {
            long first = SIZE - piece * 10L * PIECE;
            HttpResponse<byte[]> answer = entrepot.get(target, "Range", "bytes=" + first + "-" + (first + PIECE - 1));

            assertThat(answer.statusCode()).isEqualTo(206);
            assertThat(answer.body()).isEqualTo(layer.toBytes(first, PIECE));
        }
        double seconds = (System.nanoTime() - start) / 1e9;

        assertThat(whole).isNotDone();
        assertThat(seconds).isLessThan(10);
        upstream.upstreamRate(1 << 30);
        assertThat(Digest.sha256(whole.get().body())).isEqualTo(digest);
    }
}
