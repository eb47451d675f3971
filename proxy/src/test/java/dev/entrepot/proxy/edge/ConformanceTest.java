package dev.entrepot.proxy.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.DigestAlgorithm;
import dev.entrepot.testkit.registry.FakeRegistry;
import dev.entrepot.testkit.registry.content.BlobContent;
import dev.entrepot.testkit.registry.content.ImageFixture;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the conformance suite of the distribution specification asserts when it may only read (protocol.md, 4.4). */
class ConformanceTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final BlobContent TWO_KIBIBYTES = BlobContent.random(1, 2048);

    @RegisterExtension
    final FakeRegistry upstream = FakeRegistry.start();

    @RegisterExtension
    final RunningProxy proxy = new RunningProxy(upstream);

    private final ImageFixture sha256 = ImageFixture.random(1, 5000);
    private final ImageFixture sha512 = ImageFixture.builder(2)
            .layers(5000)
            .algorithm(DigestAlgorithm.SHA512)
            .build();

    ConformanceTest() {
        for (String tag : List.of("v1", "v2", "test0", "TEST1")) {
            upstream.addImage("repo", tag, sha256);
        }
        upstream.addImage("repo", null, sha512);
    }

    private JsonNode json(String target) throws IOException {
        Wire.Response response = proxy.get(target);
        assertThat(response.status()).isEqualTo(200);
        return JSON.readTree(response.body());
    }

    private List<String> tags(String query) throws IOException {
        return json("/v2/repo/tags/list" + query)
                .path("tags")
                .valueStream()
                .map(JsonNode::asText)
                .toList();
    }

    @Test
    void aPingIsAnswered() throws IOException {
        assertThat(proxy.get("/v2/").status()).isEqualTo(200);
    }

    @Test
    void headAndGetOfEveryManifestAndBlobAgree() throws IOException {
        List<String> targets = Stream.of(
                        Stream.of("manifests/v1", "manifests/" + sha256.digest(), "manifests/" + sha512.digest()),
                        sha256.blobs().stream().map(blob -> "blobs/" + blob.digest()),
                        sha512.blobs().stream().map(blob -> "blobs/" + blob.digest()))
                .flatMap(each -> each)
                .toList();
        for (String target : targets) {
            Wire.Response head = proxy.send("HEAD", "/v2/repo/" + target);
            Wire.Response get = proxy.get("/v2/repo/" + target);

            assertThat(head.status()).as(target).isEqualTo(200);
            assertThat(head.body()).isEmpty();
            assertThat(get.status()).isEqualTo(200);
            assertThat(head.header("content-length")).isEqualTo(Integer.toString(get.body().length));
            assertThat(head.header("content-type")).isEqualTo(get.header("content-type"));
            assertThat(head.header("docker-content-digest")).isEqualTo(get.header("docker-content-digest"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "manifests/.INVALID_MANIFEST_NAME",
                "manifests/sha256:baddigeststring",
                "blobs/sha256:baddigeststring",
                "referrers/sha256:baddigeststring",
            })
    void whatIsNoReferenceIs400(String target) throws IOException {
        assertThat(proxy.get("/v2/repo/" + target).status()).isEqualTo(400);
    }

    @Test
    void whatIsMissingIs404WithAnErrorInJson() throws IOException {
        Digest nobodys = Digest.sha256(new byte[] {9});
        for (String target : List.of("manifests/missing", "manifests/" + nobodys, "blobs/" + nobodys)) {
            Wire.Response response = proxy.get("/v2/repo/" + target);
            assertThat(response.status()).as(target).isEqualTo(404);
            assertThat(JSON.readTree(response.body())
                            .path("errors")
                            .path(0)
                            .path("code")
                            .asText())
                    .matches("[A-Z_]+");
        }
    }

    @Test
    void tagsAreListedInOrderInWholeAndInPages() throws IOException {
        List<String> all = tags("");

        assertThat(all).isSorted().hasSize(4);
        assertThat(tags("?n=0")).isEmpty();
        assertThat(tags("?n=2")).isEqualTo(all.subList(0, 2));
        for (String last : all) {
            assertThat(tags("?last=" + last)).isEqualTo(all.subList(all.indexOf(last) + 1, 4));
        }
    }

    @Test
    void referrersOfAnythingAreAnIndex() throws IOException {
        Wire.Response response = proxy.get("/v2/repo/referrers/" + Digest.sha256(new byte[] {9}));
        JsonNode index = JSON.readTree(response.body());

        assertThat(response.header("content-type")).isEqualTo("application/vnd.oci.image.index.v1+json");
        assertThat(index.path("schemaVersion").asInt()).isEqualTo(2);
        assertThat(index.path("mediaType").asText()).isEqualTo("application/vnd.oci.image.index.v1+json");
        assertThat(index.path("manifests").isArray()).isTrue();
    }

    @Test
    void referrersAreFilteredByTheirType() throws IOException {
        upstream.addReferrer("repo", sha256.digest(), "vnd.test/one");
        Digest two = upstream.addReferrer("repo", sha256.digest(), "vnd.test/two");
        String target = "/v2/repo/referrers/" + sha256.digest();

        assertThat(json(target).path("manifests")).hasSize(2);
        JsonNode filtered = json(target + "?artifactType=vnd.test/two").path("manifests");
        assertThat(filtered).hasSize(1);
        assertThat(filtered.path(0).path("digest").asText()).isEqualTo(two.toString());
    }

    @ParameterizedTest(name = "bytes={0}")
    @CsvSource({
        "500-1499, 206, 1000",
        "500-, 206, 1548",
        "-500, 206, 500",
        "2000-5000, 206, 48",
        "500-0, 416, 0",
        "5000-10000, 416, 0"
    })
    void rangesOfTwoKibibytes(String range, int status, int length) throws IOException {
        Digest digest = upstream.addBlob("repo", TWO_KIBIBYTES);

        Wire.Response response = proxy.get("/v2/repo/blobs/" + digest, "Range: bytes=" + range);

        assertThat(response.status()).isEqualTo(status);
        assertThat(response.body()).hasSize(length);
    }
}
