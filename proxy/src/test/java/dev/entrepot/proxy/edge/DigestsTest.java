package dev.entrepot.proxy.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.DigestAlgorithm;
import dev.entrepot.testkit.registry.FakeRegistry;
import dev.entrepot.testkit.registry.content.BlobContent;
import dev.entrepot.testkit.registry.content.ImageFixture;
import dev.entrepot.testkit.registry.content.MediaTypes;
import dev.entrepot.testkit.registry.content.Part;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names of bytes: both algorithms, what is no digest, and upstreams that name their bytes wrongly or not at all. */
class DigestsTest {

    private static final String TYPE = MediaTypes.OCI.manifest();
    private static final byte[] MANIFEST = "{\"schemaVersion\":2}\n".getBytes(StandardCharsets.UTF_8);

    @RegisterExtension
    final FakeRegistry upstream = FakeRegistry.start();

    @RegisterExtension
    final RunningProxy proxy = new RunningProxy(upstream);

    /** Case 25. */
    @Test
    void anImageOfSha512DigestsIsHadByThemAndKept() throws IOException {
        ImageFixture image = ImageFixture.builder(1)
                .layers(100_000)
                .algorithm(DigestAlgorithm.SHA512)
                .build();
        upstream.addImage("a/b", null, image);

        for (int i = 0; i < 2; i++) {
            Wire.Response manifest = proxy.get("/v2/a/b/manifests/" + image.digest());
            assertThat(manifest.body()).isEqualTo(image.manifest().bytes());
            assertThat(manifest.header("docker-content-digest"))
                    .isEqualTo(image.digest().toString());
            for (Part part : image.blobs()) {
                assertThat(proxy.get("/v2/a/b/blobs/" + part.digest()).body()).isEqualTo(part.bytes());
            }
            proxy.awaitHeld(3);
        }
        assertThat(upstream.requests()).hasSize(3);
    }

    /** Case 25: a manifest may name what it consists of in both ways. */
    @Test
    void oneManifestMayMixAlgorithms() throws IOException {
        BlobContent content = BlobContent.random(4, 1000);
        Digest sha256 = upstream.addBlob("a/b", content);
        Digest sha512 = upstream.addBlob("a/b", content, DigestAlgorithm.SHA512);

        assertThat(proxy.get("/v2/a/b/blobs/" + sha256).header("docker-content-digest"))
                .isEqualTo(sha256.toString());
        assertThat(proxy.get("/v2/a/b/blobs/" + sha512).header("docker-content-digest"))
                .isEqualTo(sha512.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sha256:abc",
                "sha256:E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855",
                "sha512:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                "sha384:38b060a751ac96384cd9327eb1b1e36a21fdb71114be07434c0cc7bf63f6e1da",
                "blake3:af1349b9f5f9a1a6a0404dea36dcc949",
                "sha256:",
                ":",
                "sha256:baddigeststring",
            })
    void whatIsNoDigestHereIs400AndNobodyIsAsked(String digest) throws IOException {
        for (String path : new String[] {"/v2/a/b/manifests/", "/v2/a/b/blobs/"}) {
            Wire.Response response = proxy.get(path + digest);
            assertThat(response.status()).isEqualTo(400);
            assertThat(response.text()).contains("DIGEST_INVALID");
        }
        assertThat(upstream.requests()).isEmpty();
    }

    @Test
    void aBlobIsNotAskedForByTag() throws IOException {
        assertThat(proxy.get("/v2/a/b/blobs/latest").status()).isEqualTo(400);
        assertThat(upstream.requests()).isEmpty();
    }

    /** Case 15. */
    @Test
    void whereTheUpstreamDoesNotSayTheDigestWeDo() throws IOException {
        Digest digest = upstream.addManifest("a/b", "v1", TYPE, MANIFEST);
        Digest blob = upstream.addBlob("a/b", BlobContent.random(1, 1000));
        upstream.faults().onAny().withoutDigestHeader();

        assertThat(proxy.send("HEAD", "/v2/a/b/manifests/v1").header("docker-content-digest"))
                .isEqualTo(digest.toString());
        assertThat(proxy.get("/v2/a/b/blobs/" + blob).header("docker-content-digest"))
                .isEqualTo(blob.toString());
    }

    /** Case 16: of nothing, of other bytes, in another algorithm, or no digest at all. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "another, sha256:4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a",
        "unknown, md5:d41d8cd98f00b204e9800998ecf8427e",
        "nonsense, latest",
        "empty, ''",
    })
    void whereTheUpstreamSaysAWrongDigestTheBytesCount(String name, String said) throws IOException {
        Digest digest = upstream.addManifest("a/b", "v1", TYPE, MANIFEST);
        Digest blob = upstream.addBlob("a/b", BlobContent.random(1, 1000));
        upstream.faults().onAny().digestHeader(said);

        Wire.Response manifest = proxy.get("/v2/a/b/manifests/v1");
        assertThat(manifest.header("docker-content-digest")).isEqualTo(digest.toString());
        assertThat(manifest.body()).isEqualTo(MANIFEST);
        assertThat(proxy.get("/v2/a/b/blobs/" + blob).header("docker-content-digest"))
                .isEqualTo(blob.toString());
        proxy.awaitHeld(2);
        assertThat(proxy.blobFile(digest)).exists();
    }

    /** Case 16: a digest of the same bytes by another algorithm is not wrong. */
    @Test
    void aRightDigestOfAnotherAlgorithmIsNoContradiction() throws IOException {
        Digest sha512 = Digest.of(DigestAlgorithm.SHA512, ByteBuffer.wrap(MANIFEST));
        Digest digest = upstream.addManifest("a/b", "v1", TYPE, MANIFEST);
        upstream.faults().onManifests().digestHeader(sha512.toString());

        assertThat(proxy.get("/v2/a/b/manifests/v1").header("docker-content-digest"))
                .isEqualTo(digest.toString());
        assertThat(upstream.requests()).hasSize(1);
    }

    /** Case 14: 4 MiB is what every registry has to take. */
    @Test
    void aManifestOfFourMebibytesIsServedByteForByte() throws IOException {
        byte[] large = new byte[4 << 20];
        Arrays.fill(large, (byte) ' ');
        large[0] = '{';
        large[large.length - 1] = '}';
        Digest digest = upstream.addManifest("a/b", "v1", "application/vnd.acme.artifact+json", large);

        for (int i = 0; i < 2; i++) {
            Wire.Response response = proxy.get("/v2/a/b/manifests/" + digest);
            assertThat(response.body()).isEqualTo(large);
            assertThat(response.header("content-type")).isEqualTo("application/vnd.acme.artifact+json");
        }
    }

    /** Case 39: of nothing, and of {@code {}}, which thousands of repositories have. */
    @Test
    void theSmallestBlobsAreServedThroughEveryRepositoryThatHasThem() throws IOException {
        for (byte[] content : new byte[][] {{}, {'{', '}'}}) {
            for (String repository : new String[] {"a/b", "c/d"}) {
                Digest digest = upstream.addBlob(repository, content);
                Wire.Response response = proxy.get("/v2/" + repository + "/blobs/" + digest);
                assertThat(response.status()).isEqualTo(200);
                assertThat(response.body()).isEqualTo(content);
            }
        }
    }
}
