package dev.entrepot.proxy.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.DigestAlgorithm;
import dev.entrepot.testkit.registry.FakeRegistry;
import dev.entrepot.testkit.registry.content.BlobContent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeadersTest {

    private static final String TYPE = "application/vnd.oci.image.manifest.v1+json";
    private static final byte[] MANIFEST = "{\"schemaVersion\":2, \"b\":1,\"b\":2}\n".getBytes(StandardCharsets.UTF_8);

    @RegisterExtension
    final FakeRegistry upstream = FakeRegistry.start();

    @RegisterExtension
    final RunningProxy proxy = new RunningProxy(upstream);

    @Test
    void aManifestHasTheSameExactHeadersColdAndWarm() throws IOException {
        Digest digest = upstream.addManifest("a/b", "1", TYPE, MANIFEST);

        Wire.Response cold = proxy.get("/v2/a/b/manifests/1");
        Wire.Response warm = proxy.get("/v2/a/b/manifests/1");

        Map<String, String> expected = Map.of(
                "content-type",
                TYPE,
                "content-length",
                Integer.toString(MANIFEST.length),
                "docker-content-digest",
                digest.toString(),
                "etag",
                "\"" + digest + "\"",
                "docker-distribution-api-version",
                "registry/2.0");
        assertThat(cold.headers())
                .containsAllEntriesOf(expected)
                .containsEntry("cache-status", "entrepot; fwd=uri-miss; stored");
        assertThat(warm.headers()).containsAllEntriesOf(expected).containsEntry("cache-status", "entrepot; hit");
        assertThat(warm.headers())
                .doesNotContainKeys("oci-namespace", "content-encoding", "transfer-encoding", "location");
        assertThat(cold.body()).isEqualTo(MANIFEST);
        assertThat(warm.body()).isEqualTo(MANIFEST);
        assertThat(upstream.lines()).containsExactly("GET /v2/a/b/manifests/1");
    }

    @Test
    void aHeadOfAManifestSaysWhatTheGetWould() throws IOException {
        Digest digest = upstream.addManifest("a/b", "1", TYPE, MANIFEST);

        Wire.Response head = proxy.send("HEAD", "/v2/a/b/manifests/1?ns=up.test");

        assertThat(head.status()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.headers())
                .containsEntry("content-length", Integer.toString(MANIFEST.length))
                .containsEntry("content-type", TYPE)
                .containsEntry("docker-content-digest", digest.toString())
                .containsEntry("oci-namespace", "up.test");
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 200_000})
    void aBlobHasTheSameExactHeadersColdAndWarmWhateverItsSize(int size) throws IOException {
        BlobContent content = BlobContent.random(1, size);
        Digest digest = upstream.addBlob("a/b", content);

        Wire.Response cold = proxy.get("/v2/a/b/blobs/" + digest);
        proxy.awaitHeld(1);
        Wire.Response warm = proxy.get("/v2/a/b/blobs/" + digest);

        for (Wire.Response response : new Wire.Response[] {cold, warm}) {
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.body()).isEqualTo(content.toBytes());
            assertThat(response.headers())
                    .containsEntry("content-type", "application/octet-stream")
                    .containsEntry("content-length", Integer.toString(size))
                    .containsEntry("docker-content-digest", digest.toString())
                    .containsEntry("etag", "\"" + digest + "\"")
                    .containsEntry("accept-ranges", "bytes")
                    .containsEntry("docker-distribution-api-version", "registry/2.0")
                    .doesNotContainKeys("transfer-encoding", "oci-namespace");
        }
        assertThat(cold.header("cache-status")).isEqualTo("entrepot; fwd=uri-miss; stored");
        assertThat(warm.header("cache-status")).isEqualTo("entrepot; hit");
        assertThat(upstream.count("GET", "/blobs/")).isEqualTo(1);
    }

    @Test
    void aColdHeadOfABlobCostsOneByteAndStartsNoFill() throws IOException {
        Digest digest = upstream.addBlob("a/b", BlobContent.random(1, 5_000_000));

        Wire.Response head = proxy.send("HEAD", "/v2/a/b/blobs/" + digest);

        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("content-length")).isEqualTo("5000000");
        assertThat(head.header("accept-ranges")).isEqualTo("bytes");
        assertThat(upstream.requests()).hasSize(1);
        assertThat(upstream.requests().getFirst().awaitEnd().bytesSent()).isEqualTo(1);
        assertThat(proxy.blobsHeld()).isZero();
    }

    @Test
    void anAliasInNsIsAnsweredAsItWasSent() throws IOException {
        upstream.addManifest("a/b", "1", TYPE, MANIFEST);

        assertThat(proxy.get("/v2/a/b/manifests/1?ns=alias.test").header("oci-namespace"))
                .isEqualTo("alias.test");
    }

    @Test
    void anUnknownRegistryIsToldInTheBodyHowToConfigureIt() throws IOException {
        Wire.Response response = proxy.get("/v2/a/b/manifests/1?ns=elsewhere.test");

        assertThat(response.status()).isEqualTo(404);
        assertThat(response.header("content-type")).isEqualTo("application/json");
        assertThat(response.text())
                .startsWith("{\"errors\":[{\"code\":\"NAME_UNKNOWN\",\"message\":\"")
                .contains("entrepot.yaml");
        assertThat(upstream.requests()).isEmpty();
    }

    @Test
    void whatTheUpstreamDoesNotHaveIsUnknownInTheCodeOfWhatWasAsked() throws IOException {
        Digest nobodys = Digest.sha256(new byte[] {1});

        assertThat(proxy.get("/v2/a/b/manifests/none").text()).contains("MANIFEST_UNKNOWN");
        assertThat(proxy.get("/v2/a/b/blobs/" + nobodys).text()).contains("BLOB_UNKNOWN");
        assertThat(proxy.get("/v2/a/b/blobs/" + nobodys).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "PATCH", "DELETE"})
    void aWriteIsUnsupportedAndTheConnectionStaysUsable(String method) throws IOException {
        try (Wire wire = proxy.connect()) {
            wire.send(method, "/v2/a/b/blobs/uploads/", "Content-Length: 5");
            wire.write("hello");
            Wire.Response refused = wire.receive(method);
            wire.send("GET", "/v2/");
            Wire.Response ping = wire.receive("GET");

            assertThat(refused.status()).isEqualTo(405);
            assertThat(refused.header("allow")).isEqualTo("GET, HEAD");
            assertThat(refused.text()).contains("\"UNSUPPORTED\"");
            assertThat(ping.status()).isEqualTo(200);
        }
    }

    @Test
    void aWriteThatExpectsAContinueIsRefusedWithoutItsBody() throws IOException {
        try (Wire wire = proxy.connect()) {
            wire.send("PUT", "/v2/a/b/manifests/1", "Content-Length: 1000000", "Expect: 100-continue");

            assertThat(wire.receive("PUT").status()).isEqualTo(405);
        }
    }

    @Test
    void aSha512BlobIsVerifiedAndNamedBySha512() throws IOException {
        BlobContent content = BlobContent.random(3, 100_000);
        Digest digest = upstream.addBlob("a/b", content, DigestAlgorithm.SHA512);

        Wire.Response response = proxy.get("/v2/a/b/blobs/" + digest);

        assertThat(response.body()).isEqualTo(content.toBytes());
        assertThat(response.header("docker-content-digest")).isEqualTo(digest.toString());
        proxy.awaitHeld(1);
        assertThat(proxy.get("/v2/a/b/blobs/" + digest).header("cache-status")).isEqualTo("entrepot; hit");
    }

    @Test
    void theDigestOfAManifestIsUnknownAmongTheBlobs() throws IOException {
        Digest digest = upstream.addManifest("a/b", "1", TYPE, MANIFEST);
        proxy.get("/v2/a/b/manifests/1");

        assertThat(proxy.get("/v2/a/b/blobs/" + digest).status()).isEqualTo(404);
    }
}
