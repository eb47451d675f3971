package dev.entrepot.proxy.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.oci.Digest;
import dev.entrepot.testkit.registry.FakeRegistry;
import dev.entrepot.testkit.registry.content.BlobContent;
import dev.entrepot.testkit.registry.content.ImageFixture;
import dev.entrepot.testkit.registry.wire.Gate;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Ranges as the OCI conformance suite wants them, with the same answer on a stored, an arriving and a cold blob. */
class RangesTest {

    private static final int SIZE = 300_000;
    private static final BlobContent CONTENT = BlobContent.random(7, SIZE);

    @RegisterExtension
    final FakeRegistry upstream = FakeRegistry.start();

    @RegisterExtension
    final RunningProxy proxy = new RunningProxy(upstream);

    @ParameterizedTest(name = "{0} is bytes {1} to {2}")
    @CsvSource({
        "bytes=0-0,            0,      0",
        "bytes=0-1,            0,      1",
        "bytes=500-1499,       500,    1499",
        "bytes=299990-,        299990, 299999",
        "bytes=-10,            299990, 299999",
        "bytes=299000-400000,  299000, 299999",
        "bytes=-400000,        0,      299999",
        "bytes=0-,             0,      299999",
    })
    void aRangeIsExactOnAStoredAndOnAColdBlob(String range, int first, int last) throws IOException {
        Digest digest = upstream.addBlob("a/b", CONTENT);

        Wire.Response cold = proxy.get("/v2/a/b/blobs/" + digest, "Range: " + range);
        proxy.get("/v2/a/b/blobs/" + digest);
        proxy.awaitHeld(1);
        Wire.Response stored = proxy.get("/v2/a/b/blobs/" + digest, "Range: " + range);

        for (Wire.Response response : new Wire.Response[] {cold, stored}) {
            assertThat(response.status()).isEqualTo(206);
            assertThat(response.header("content-range")).isEqualTo("bytes " + first + "-" + last + "/" + SIZE);
            assertThat(response.header("docker-content-digest")).isEqualTo(digest.toString());
            assertThat(response.body()).isEqualTo(CONTENT.toBytes(first, last - first + 1));
        }
        assertThat(stored.header("cache-status")).isEqualTo("entrepot; hit");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bytes=500-0",
                "bytes=300000-",
                "bytes=400000-500000",
                "bytes=9223372036854775806-9223372036854775807",
                "bytes=-0"
            })
    void whatCannotBeSatisfiedIs416WithTheSizeStoredOrCold(String range) throws IOException {
        Digest digest = upstream.addBlob("a/b", CONTENT);

        Wire.Response cold = proxy.get("/v2/a/b/blobs/" + digest, "Range: " + range);
        proxy.get("/v2/a/b/blobs/" + digest);
        proxy.awaitHeld(1);
        Wire.Response stored = proxy.get("/v2/a/b/blobs/" + digest, "Range: " + range);

        for (Wire.Response response : new Wire.Response[] {cold, stored}) {
            assertThat(response.status()).isEqualTo(416);
            assertThat(response.header("content-range")).isEqualTo("bytes */" + SIZE);
            assertThat(response.body()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"lines=1-2", "bytes=a-b", "bytes=", "bytes=-", "bytes=1-2x"})
    void whatIsNoRangeIsIgnored(String range) throws IOException {
        Digest digest = upstream.addBlob("a/b", CONTENT);

        Wire.Response response = proxy.get("/v2/a/b/blobs/" + digest, "Range: " + range);

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.isWhole()).isTrue();
    }

    /** Cases 34 and 35. */
    @ParameterizedTest
    @ValueSource(strings = {"bytes=0-1,5-6", "bytes=5-6, 0-1", "bytes=0-,-1", "bytes=0-1,,5-6"})
    void severalRangesAre400AndNeverForwardedStoredOrCold(String ranges) throws IOException {
        Digest digest = upstream.addBlob("a/b", CONTENT);

        Wire.Response cold = proxy.get("/v2/a/b/blobs/" + digest, "Range: " + ranges);
        assertThat(upstream.requests()).isEmpty();
        proxy.get("/v2/a/b/blobs/" + digest);
        proxy.awaitHeld(1);
        Wire.Response stored = proxy.get("/v2/a/b/blobs/" + digest, "Range: " + ranges);

        assertThat(cold.status()).isEqualTo(400);
        assertThat(stored.status()).isEqualTo(400);
    }

    @Test
    void severalLinesOfRangesAreSeveralRangesStoredOrCold() throws IOException {
        Digest digest = upstream.addBlob("a/b", CONTENT);
        String target = "/v2/a/b/blobs/" + digest;

        Wire.Response cold = proxy.get(target, "Range: bytes=0-1", "Range: bytes=5-6");
        assertThat(upstream.requests()).isEmpty();
        proxy.get(target);
        proxy.awaitHeld(1);

        assertThat(cold.status()).isEqualTo(400);
        assertThat(proxy.get(target, "Range: bytes=0-1", "Range: bytes=0-1").status())
                .isEqualTo(400);
        assertThat(proxy.get(target, "Range: lines=0-1", "Range: bytes=0-1").status())
                .as("of a unit nobody knows")
                .isEqualTo(200);
        assertThat(proxy.get(target, "Range: bytes=0-1", "If-Range: \"" + digest + "\"", "If-Range: \"other\"")
                        .status())
                .as("of something else")
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"bytes=500-0, bytes=0-0", "bytes=-0, bytes=0-0", "bytes=400000-500000, bytes=400000-500000"})
    void toSayThatThereIsNoSuchPartOneSmallQuestionIsEnough(String range, String asked) throws IOException {
        Digest digest = upstream.addBlob("a/b", CONTENT);

        for (int i = 0; i < 3; i++) {
            Wire.Response nowhere = proxy.get("/v2/a/b/blobs/" + digest, "Range: " + range);
            assertThat(nowhere.status()).isEqualTo(416);
            assertThat(nowhere.header("content-range")).isEqualTo("bytes */" + SIZE);
        }

        assertThat(upstream.requests())
                .extracting(request -> request.header("Range"))
                .containsExactly(asked);
        assertThat(proxy.blobsHeld()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=5000-", "bytes=5000-10000", "bytes=500-0", "bytes=-0"})
    void ofABlobWhoseSizeAManifestSaysNothingButPermissionIsAskedFor(String range) throws IOException {
        ImageFixture image = ImageFixture.random(1, 2048);
        upstream.addImage("a/b", "v1", image);
        proxy.get("/v2/a/b/manifests/v1");
        upstream.clear();
        Digest layer = image.layers().getFirst().digest();

        Wire.Response nowhere = proxy.get("/v2/a/b/blobs/" + layer, "Range: " + range);

        assertThat(nowhere.status()).isEqualTo(416);
        assertThat(upstream.requests())
                .extracting(request -> request.header("Range"))
                .containsExactly("bytes=0-0");
        assertThat(proxy.get("/v2/a/b/blobs/" + layer, "Range: " + range).status())
                .isEqualTo(416);
        assertThat(upstream.requests()).hasSize(1);
    }

    @Test
    void anyRangeOfAnEmptyBlobIs416AndTheWholeOfItIsEmpty() throws IOException {
        Digest digest = upstream.addBlob("a/b", new byte[0]);

        Wire.Response whole = proxy.get("/v2/a/b/blobs/" + digest);

        assertThat(whole.status()).isEqualTo(200);
        assertThat(whole.header("content-length")).isEqualTo("0");
        assertThat(proxy.get("/v2/a/b/blobs/" + digest, "Range: bytes=0-").status())
                .isEqualTo(416);
    }

    @Test
    void aSmallRangeOfAColdBlobIsAskedForAloneAndNothingIsStored() throws IOException {
        Digest digest = upstream.addBlob("a/b", BlobContent.random(9, 5_000_000));

        Wire.Response probe = proxy.get("/v2/a/b/blobs/" + digest, "Range: bytes=0-1");

        assertThat(probe.status()).isEqualTo(206);
        assertThat(probe.header("content-range")).isEqualTo("bytes 0-1/5000000");
        assertThat(probe.header("cache-status")).isEqualTo("entrepot; fwd=partial; detail=window");
        assertThat(upstream.requests()).hasSize(1);
        assertThat(upstream.requests().getFirst().awaitEnd().bytesSent()).isEqualTo(2);
        assertThat(proxy.blobsHeld()).isZero();
    }

    @Test
    void aRangeFarAheadOfTheFillIsAnsweredAtOnceByAWindow() throws IOException {
        int size = 200 << 20;
        BlobContent large = BlobContent.random(11, size);
        Digest digest = upstream.addBlob("a/b", large);
        Gate gate = new Gate();
        upstream.faults().onBlob(digest).withoutRange().holdAt(1 << 20, gate);
        try (Wire slow = proxy.connect()) {
            slow.send("GET", "/v2/a/b/blobs/" + digest);
            slow.skipHead();
            gate.awaitArrived();

            long before = System.nanoTime();
            Wire.Response end = proxy.get("/v2/a/b/blobs/" + digest, "Range: bytes=-1000");

            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(10));
            assertThat(end.status()).isEqualTo(206);
            assertThat(end.body()).isEqualTo(large.toBytes(size - 1000, 1000));
            assertThat(end.header("cache-status")).isEqualTo("entrepot; fwd=partial; detail=window");
        } finally {
            gate.open();
        }
    }

    @Test
    void twoWhoTakeNothingOfTheirWindowsHoldUpNoThird() throws IOException {
        int size = 200 << 20;
        BlobContent large = BlobContent.random(12, size);
        Digest digest = upstream.addBlob("a/b", large);
        Gate gate = new Gate();
        upstream.faults().onBlob(digest).withoutRange().holdAt(1 << 20, gate);
        try (Wire first = proxy.connect();
                Wire idle = proxy.connect();
                Wire idleToo = proxy.connect()) {
            first.send("GET", "/v2/a/b/blobs/" + digest);
            first.skipHead();
            gate.awaitArrived();
            for (Wire slow : List.of(idle, idleToo)) {
                slow.send("GET", "/v2/a/b/blobs/" + digest, "Range: bytes=100000000-199999999");
                slow.skipHead();
            }

            long before = System.nanoTime();
            Wire.Response end = proxy.get("/v2/a/b/blobs/" + digest, "Range: bytes=-1000");

            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(15));
            assertThat(end.body()).isEqualTo(large.toBytes(size - 1000, 1000));
            assertThat(upstream.lines()).last().asString().endsWith(" bytes=" + (size - 1000) + "-" + (size - 1));
        } finally {
            gate.open();
        }
    }

    @Test
    void aRangeTheFillHasPassedIsServedFromTheGrowingFile() throws IOException {
        Digest digest = upstream.addBlob("a/b", CONTENT);
        Gate gate = new Gate();
        upstream.faults().onBlob(digest).holdAt(200_000, gate);
        try (Wire first = proxy.connect()) {
            first.send("GET", "/v2/a/b/blobs/" + digest);
            first.skipHead();
            first.readSome(100_000);

            Wire.Response part = proxy.get("/v2/a/b/blobs/" + digest, "Range: bytes=10-99");

            assertThat(part.status()).isEqualTo(206);
            assertThat(part.body()).isEqualTo(CONTENT.toBytes(10, 90));
            assertThat(part.header("cache-status")).isEqualTo("entrepot; fwd=uri-miss; collapsed; stored");
            assertThat(upstream.count("GET", "/blobs/")).isEqualTo(1);
        } finally {
            gate.open();
        }
    }
}
