package dev.entrepot.proxy.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.oci.Digest;
import dev.entrepot.testkit.registry.FakeRegistry;
import dev.entrepot.testkit.registry.content.BlobContent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Conditional requests (RFC 9110, section 13), with the same answer whether it is a hit or a miss. */
class ConditionsTest {

    private static final String TYPE = "application/vnd.oci.image.manifest.v1+json";
    private static final BlobContent CONTENT = BlobContent.random(7, 300_000);
    private static final Digest OTHER = Digest.sha256(new byte[] {1});

    @RegisterExtension
    final FakeRegistry upstream = FakeRegistry.start();

    @RegisterExtension
    final RunningProxy proxy = new RunningProxy(upstream, "tag-ttl: 0s");

    private final Digest digest = upstream.addBlob("a/b", CONTENT);
    private final Digest manifest =
            upstream.addManifest("a/b", "v1", TYPE, "{\"a\":1}".getBytes(StandardCharsets.UTF_8));

    private Wire.Response blob(String method, String... headers) throws IOException {
        return proxy.send(method, "/v2/a/b/blobs/" + digest, headers);
    }

    private void hold() throws IOException {
        assertThat(blob("GET").isWhole()).isTrue();
        proxy.awaitHeld(1);
    }

    /** Quoted as RFC 9110 wants it, unquoted as distribution takes it, weak, in a list, or anything at all. */
    @ParameterizedTest
    @ValueSource(strings = {"\"%s\"", "%s", "W/\"%s\"", "\"sha256:other\", \"%s\"", "*"})
    void whoHasTheContentIsSentNoneOfItHeldOrNot(String tag) throws IOException {
        String condition = "If-None-Match: " + tag.replace("%s", digest.toString());

        assertUnchanged(blob("HEAD", condition));
        assertUnchanged(blob("GET", condition));
        hold();
        assertUnchanged(blob("HEAD", condition));
        assertUnchanged(blob("GET", condition));
        assertUnchanged(blob("GET", condition, "Range: bytes=0-9"));
        assertUnchanged(blob("GET", condition, "Range: bytes=500-0"));
    }

    @Test
    void severalLinesAreOneList() throws IOException {
        assertUnchanged(blob("GET", "If-None-Match: \"other\"", "If-None-Match: \"" + digest + "\""));
    }

    private void assertUnchanged(Wire.Response response) {
        assertThat(response.status()).isEqualTo(304);
        assertThat(response.body()).isEmpty();
        assertThat(response.header("etag")).isEqualTo("\"" + digest + "\"");
        assertThat(response.header("docker-content-digest")).isEqualTo(digest.toString());
        assertThat(response.headers()).doesNotContainKeys("content-length", "content-range");
    }

    @Test
    void whoHasOtherContentIsSentThis() throws IOException {
        String condition = "If-None-Match: \"" + OTHER + "\"";

        assertThat(blob("GET", condition).isWhole()).isTrue();
        proxy.awaitHeld(1);
        assertThat(blob("GET", condition).status()).isEqualTo(200);
        assertThat(blob("HEAD", condition).status()).isEqualTo(200);
    }

    @Test
    void aManifestIsTreatedAlike() throws IOException {
        for (String method : new String[] {"GET", "HEAD"}) {
            for (String tag : new String[] {"\"" + manifest + "\"", manifest.toString()}) {
                Wire.Response response = proxy.send(method, "/v2/a/b/manifests/v1", "If-None-Match: " + tag);
                assertThat(response.status()).isEqualTo(304);
                assertThat(response.header("docker-content-digest")).isEqualTo(manifest.toString());
            }
            assertThat(proxy.send(method, "/v2/a/b/manifests/v1", "If-None-Match: \"" + OTHER + "\"")
                            .status())
                    .isEqualTo(200);
        }
    }

    /** Case 20: containerd takes a 304 it did not ask for as the end of the pull. */
    @Test
    void whatWeAskTheUpstreamIsNotWhatTheClientAsked() throws IOException {
        for (int i = 0; i < 3; i++) {
            assertThat(proxy.send("HEAD", "/v2/a/b/manifests/v1").status()).isEqualTo(200);
        }
        assertThat(upstream.lines())
                .containsExactly("GET /v2/a/b/manifests/v1", "HEAD /v2/a/b/manifests/v1", "HEAD /v2/a/b/manifests/v1");
        assertThat(upstream.requests()).allMatch(asked -> asked.header("If-None-Match") == null);
    }

    @ParameterizedTest(name = "If-Range: {0} is {1}")
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "\"%s\",                           206",
                "W/\"%s\",                         200",
                "%s,                               200",
                "\"sha256:other\",                 200",
                "`Thu, 01 Jan 1970 00:00:00 GMT`,  200",
            })
    void aRangeIsOnlyForWhoHasThePartItGoesWithHeldOrNot(String validator, int status) throws IOException {
        String condition = "If-Range: " + validator.replace("%s", digest.toString());

        Wire.Response cold = blob("GET", "Range: bytes=0-9", condition);
        hold();
        Wire.Response stored = blob("GET", "Range: bytes=0-9", condition);

        for (Wire.Response response : new Wire.Response[] {cold, stored}) {
            assertThat(response.status()).isEqualTo(status);
            assertThat(response.header("content-length")).isEqualTo(status == 206 ? "10" : "300000");
        }
    }
}
