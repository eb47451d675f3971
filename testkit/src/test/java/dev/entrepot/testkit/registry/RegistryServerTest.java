package dev.entrepot.testkit.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.DigestAlgorithm;
import dev.entrepot.testkit.registry.content.BlobContent;
import dev.entrepot.testkit.registry.content.ImageFixture;
import dev.entrepot.testkit.registry.content.IndexFixture;
import dev.entrepot.testkit.registry.wire.Recorded;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegistryServerTest {

    private static final BlobContent CONTENT = BlobContent.random(1, 100_000);

    @RegisterExtension
    final FakeRegistry registry = FakeRegistry.start();

    @Test
    void theBaseOfTheApiAnswers() throws IOException {
        HttpResponse<byte[]> response = Http.get(registry.url() + "/v2/");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(Http.header(response, "Docker-Distribution-API-Version")).isEqualTo("registry/2.0");
    }

    @Test
    void aManifestIsServedByTagWithItsBytesTypeAndDigest() throws IOException {
        String json = "{ \"unknown\": 1 }\n";
        Digest digest = registry.addManifest("team/app", "v1", "application/vnd.example+json", bytes(json));

        HttpResponse<byte[]> response = Http.get(registry.url() + "/v2/team/app/manifests/v1");

        assertThat(response.body()).asString().isEqualTo(json);
        assertThat(Http.header(response, "Content-Type")).isEqualTo("application/vnd.example+json");
        assertThat(Http.header(response, "Docker-Content-Digest")).isEqualTo(digest.toString());
    }

    @Test
    void headTellsTheLengthOfAManifestWithoutItsBody() throws IOException {
        ImageFixture image = ImageFixture.random(1, 5000);
        registry.addImage("a", "latest", image);

        HttpResponse<byte[]> response = Http.head(registry.url() + "/v2/a/manifests/" + image.digest());

        assertThat(response.body()).isEmpty();
        assertThat(Http.header(response, "Content-Length"))
                .isEqualTo(Long.toString(image.manifest().size()));
    }

    @Test
    void anIndexBringsTheImagesOfItsPlatforms() throws IOException {
        IndexFixture index = IndexFixture.random(1, 2000);
        registry.addIndex("a", "latest", index);

        for (ImageFixture image : index.images()) {
            assertThat(Http.get(blob(image.layer(0).digest())).body())
                    .isEqualTo(image.layer(0).bytes());
        }
    }

    @Test
    void aTagCanMoveAndGo() throws IOException {
        Digest first = registry.addManifest("a", "v1", "text/plain", bytes("1"));
        registry.addManifest("a", "v1", "text/plain", bytes("2"));

        assertThat(Http.get(registry.url() + "/v2/a/manifests/v1").body())
                .asString()
                .isEqualTo("2");
        assertThat(Http.get(registry.url() + "/v2/a/manifests/" + first).statusCode())
                .isEqualTo(200);
        registry.untag("a", "v1");
        assertThat(Http.get(registry.url() + "/v2/a/manifests/v1").statusCode()).isEqualTo(404);
    }

    @Test
    void tagsAreListedInPages() throws IOException {
        List.of("v3", "v1", "v2").forEach(tag -> registry.addManifest("a", tag, "text/plain", bytes("1")));

        HttpResponse<byte[]> first = Http.get(registry.url() + "/v2/a/tags/list?n=2");
        HttpResponse<byte[]> second = Http.get(registry.url() + "/v2/a/tags/list?n=2&last=v2");

        assertThat(first.body()).asString().isEqualTo("{\"name\":\"a\",\"tags\":[\"v1\",\"v2\"]}");
        assertThat(Http.header(first, "Link")).isEqualTo("</v2/a/tags/list?n=2&last=v2>; rel=\"next\"");
        assertThat(second.body()).asString().contains("[\"v3\"]");
        assertThat(Http.header(second, "Link")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=0-0, 206, bytes 0-0/100000, 1",
        "bytes=5-, 206, bytes 5-99999/100000, 99995",
        "bytes=-10, 206, bytes 99990-99999/100000, 10",
        "bytes=99999-200000, 206, bytes 99999-99999/100000, 1",
        "bytes=100000-, 416, bytes */100000, 0",
        "bytes=-0, 416, bytes */100000, 0",
        "bytes=500-0, 416, bytes */100000, 0",
        "pages=1-2, 200, '', 100000",
    })
    void aRangeIsAnsweredAsTheSpecificationWants(String range, int status, String contentRange, int length)
            throws IOException {
        Digest digest = registry.addBlob("a", CONTENT);

        HttpResponse<byte[]> response = Http.get(blob(digest), "Range", range);

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(Http.header(response, "Content-Range")).isEqualTo(contentRange);
        assertThat(response.body()).hasSize(length);
    }

    @Test
    void aPartHasTheBytesOfItsPlace() throws IOException {
        Digest digest = registry.addBlob("a", CONTENT);

        assertThat(Http.get(blob(digest), "Range", "bytes=70001-90000").body())
                .isEqualTo(CONTENT.toBytes(70_001, 20_000));
    }

    @Test
    void aRangeForAnotherVersionIsIgnored() throws IOException {
        Digest digest = registry.addBlob("a", CONTENT);

        HttpResponse<byte[]> response = Http.get(blob(digest), "Range", "bytes=5-", "If-Range", "\"other\"");

        assertThat(response.statusCode()).isEqualTo(200);
    }

    @Test
    void whatTheClientHasIsNotSentAgain() throws IOException {
        Digest digest = registry.addBlob("a", CONTENT);

        HttpResponse<byte[]> response = Http.get(blob(digest), "If-None-Match", "\"" + digest + "\"");

        assertThat(response.statusCode()).isEqualTo(304);
    }

    @Test
    void aBlobBelongsToItsRepositoryOnly() throws IOException {
        Digest digest = registry.addBlob("b", CONTENT);
        registry.addBlob("a", bytes("other"));

        HttpResponse<byte[]> response = Http.get(blob(digest));

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.body()).asString().contains("BLOB_UNKNOWN");
    }

    @Test
    void aManifestIsNoBlob() throws IOException {
        Digest digest = registry.addManifest("a", "v1", "text/plain", bytes("1"));

        assertThat(Http.get(blob(digest)).statusCode()).isEqualTo(404);
    }

    @Test
    void aRepositoryMayBeCalledLikeAKeyword() throws IOException {
        registry.addManifest("a/blobs/manifests", "latest", "text/plain", bytes("1"));

        assertThat(Http.get(registry.url() + "/v2/a/blobs/manifests/manifests/latest")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void badDigestsAreBadRequests() throws IOException {
        assertThat(Http.get(registry.url() + "/v2/a/blobs/sha256:xyz").statusCode())
                .isEqualTo(400);
    }

    @Test
    void sha512IsServedUnderItsOwnName() throws IOException {
        Digest digest = registry.addBlob("a", CONTENT, DigestAlgorithm.SHA512);

        assertThat(Http.header(Http.get(blob(digest)), "Docker-Content-Digest")).isEqualTo(digest.toString());
    }

    @Test
    void aBlobLargerThanMemoryIsServedFromItsEnd() throws IOException {
        BlobContent huge = BlobContent.random(7, 1L << 40);
        Digest digest = registry.addBlob("a", Digest.sha256(bytes("a name")), huge);

        HttpResponse<byte[]> response = Http.get(blob(digest), "Range", "bytes=-4");

        assertThat(response.body()).isEqualTo(huge.toBytes((1L << 40) - 4, 4));
    }

    @Test
    void requestsAreKeptInTheirOrderWithStatusAndBytes() throws IOException {
        Digest digest = registry.addBlob("a", CONTENT);
        Http.get(registry.url() + "/v2/");
        Http.get(blob(digest) + "?ns=docker.io", "Range", "bytes=99990-");

        registry.requests().forEach(Recorded::awaitEnd);

        String shortDigest = digest.toString().substring(0, 19) + "…";
        assertThat(registry.requests())
                .extracting(Recorded::toString)
                .containsExactly(
                        "GET /v2/ -> 200", "GET /v2/a/blobs/" + shortDigest + "?ns=docker.io bytes=99990- -> 206");
        assertThat(registry.requests("GET", "/blobs/"))
                .extracting(Recorded::bytesSent)
                .containsExactly(10L);
    }

    @Test
    void aRequestKeepsItsHeadersAsTheyWere() throws IOException {
        Http.get(registry.url() + "/v2/a/manifests/v1", "Accept", "a/b", "Accept", "*/*");

        assertThat(registry.requests().getFirst().headers("accept")).containsExactly("a/b", "*/*");
    }

    private String blob(Digest digest) {
        return registry.url() + "/v2/a/blobs/" + digest;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
