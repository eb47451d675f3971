package dev.entrepot.proxy.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.oci.Digest;
import dev.entrepot.testkit.registry.FakeRegistry;
import dev.entrepot.testkit.registry.content.MediaTypes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients ask of manifests: cases of protocol.md, section 5. */
class ManifestCasesTest {

    private static final byte[] INDEX = "{\"schemaVersion\":2,\"manifests\":[]}".getBytes(StandardCharsets.UTF_8);
    private static final byte[] NEWER = "{\"schemaVersion\":2,\"manifests\":[] }".getBytes(StandardCharsets.UTF_8);

    @RegisterExtension
    final FakeRegistry upstream = FakeRegistry.start();

    @RegisterExtension
    final RunningProxy proxy = new RunningProxy(upstream, "tag-ttl: 0s");

    private final Digest index = upstream.addManifest("a/b", "v1", MediaTypes.OCI.index(), INDEX);

    static Stream<List<String>> accepts() {
        return Stream.of(
                List.of("Accept: " + MediaTypes.DOCKER.manifest() + ", " + MediaTypes.OCI.index() + ", */*"),
                List.of(
                        "Accept: " + MediaTypes.DOCKER.manifest(),
                        "Accept: " + MediaTypes.OCI.manifest(),
                        "Accept: application/vnd.docker.distribution.manifest.v1+prettyjws",
                        "Accept: application/vnd.docker.distribution.manifest.v1+json",
                        "Accept: " + MediaTypes.DOCKER.index(),
                        "Accept: " + MediaTypes.OCI.index()),
                List.of("Accept: " + MediaTypes.DOCKER.manifest()),
                List.of("Accept: */*"),
                List.of());
    }

    /**
     * Cases 11 and 12: containerd sends one line, podman six, Docker any order, and its check whether one exists none. A
     * registry that converts is always asked for everything, so that a tag is one digest whoever asks.
     */
    @ParameterizedTest
    @MethodSource("accepts")
    void whateverAClientAcceptsATagIsTheSameManifest(List<String> accept) throws IOException {
        for (String method : new String[] {"GET", "HEAD"}) {
            Wire.Response response = proxy.send(method, "/v2/a/b/manifests/v1", accept.toArray(String[]::new));
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.header("content-type")).isEqualTo(MediaTypes.OCI.index());
            assertThat(response.header("docker-content-digest")).isEqualTo(index.toString());
        }
        assertThat(upstream.requests())
                .allSatisfy(asked -> assertThat(asked.headers("Accept"))
                        .singleElement()
                        .asString()
                        .contains(MediaTypes.DOCKER.manifest(), MediaTypes.OCI.index(), "*/*"));
    }

    /** Case 21: a client has the digest from its HEAD, and the tag moves before its GET. */
    @Test
    void aManifestWhoseTagHasMovedIsHadByItsDigest() throws IOException {
        String before = proxy.send("HEAD", "/v2/a/b/manifests/v1").header("docker-content-digest");
        Digest newer = upstream.addManifest("a/b", "v1", MediaTypes.OCI.index(), NEWER);

        assertThat(proxy.get("/v2/a/b/manifests/v1").header("docker-content-digest"))
                .isEqualTo(newer.toString());
        assertThat(proxy.get("/v2/a/b/manifests/" + before).body()).isEqualTo(INDEX);
    }

    /** Case 24. */
    @Test
    void aManifestNobodyAskedForByTagIsHadByDigest() throws IOException {
        assertThat(proxy.get("/v2/a/b/manifests/" + index).body()).isEqualTo(INDEX);
        assertThat(upstream.requests()).hasSize(1);
    }

    /** Case 29: containerd 2.1.0 to 2.1.2 asks so for everything; a manifest comes whole. */
    @Test
    void aRangeOfAManifestIsIgnoredHeldOrNot() throws IOException {
        for (int i = 0; i < 2; i++) {
            Wire.Response response = proxy.get("/v2/a/b/manifests/" + index, "Range: bytes=0-");
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.body()).isEqualTo(INDEX);
        }
        assertThat(upstream.requests().getFirst().header("Range")).isNull();
    }

    /** Case 38: Go's clients offer gzip unasked, and containerd decodes whatever it is told is encoded. */
    @ParameterizedTest
    @ValueSource(strings = {"gzip", "zstd;q=1.0, gzip;q=0.8, deflate;q=0.5", "identity", "*"})
    void nothingIsEverSentEncoded(String accepted) throws IOException {
        Digest blob = upstream.addBlob("a/b", new byte[100_000]);
        for (String target : new String[] {"/v2/a/b/manifests/v1", "/v2/a/b/blobs/" + blob, "/v2/a/b/tags/list"}) {
            for (int i = 0; i < 2; i++) {
                Wire.Response response = proxy.get(target, "Accept-Encoding: " + accepted);
                assertThat(response.status()).isEqualTo(200);
                assertThat(response.headers()).doesNotContainKey("content-encoding");
            }
        }
        assertThat(upstream.requests())
                .allSatisfy(asked -> assertThat(asked.header("Accept-Encoding")).isEqualTo("identity"));
    }
}
