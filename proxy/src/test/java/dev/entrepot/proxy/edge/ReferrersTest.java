package dev.entrepot.proxy.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.oci.Digest;
import dev.entrepot.testkit.registry.FakeRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code GET /v2/<name>/referrers/<digest>}: case 61 of protocol.md, and the tags cosign goes by. */
class ReferrersTest {

    private static final String INDEX = "application/vnd.oci.image.index.v1+json";
    private static final String TYPE = "application/vnd.oci.image.manifest.v1+json";
    private static final String NONE = "{\"schemaVersion\":2,\"mediaType\":\"" + INDEX + "\",\"manifests\":[]}";

    @RegisterExtension
    final FakeRegistry upstream = FakeRegistry.start();

    @RegisterExtension
    final RunningProxy proxy = new RunningProxy(upstream);

    private final Digest image = upstream.addManifest("a/b", "v1", TYPE, new byte[] {'{', '}'});

    private String api(Digest subject) {
        return "/v2/a/b/referrers/" + subject;
    }

    private String tag(Digest subject) {
        return "/v2/a/b/manifests/" + subject.toString().replace(':', '-');
    }

    @Test
    void theUpstreamsReferrersAreAnIndexAskedForOnce() throws IOException {
        Digest signature = upstream.addReferrer("a/b", image, "test/signature");
        Digest bom = upstream.addReferrer("a/b", image, "test/bom");

        Wire.Response cold = proxy.get(api(image));
        Wire.Response warm = proxy.get(api(image));

        assertThat(cold.status()).isEqualTo(200);
        assertThat(cold.headers())
                .containsEntry("content-type", INDEX)
                .containsEntry("cache-status", "entrepot; fwd=uri-miss; stored")
                .doesNotContainKeys("oci-filters-applied", "link");
        assertThat(cold.text())
                .startsWith("{\"schemaVersion\":2,\"mediaType\":\"" + INDEX + "\",\"manifests\":[{")
                .containsSubsequence(signature.toString(), bom.toString());
        assertThat(warm.text()).isEqualTo(cold.text());
        assertThat(warm.header("cache-status")).isEqualTo("entrepot; hit");
        assertThat(upstream.requests())
                .extracting(asked -> asked.line())
                .containsExactly("GET " + shortened(api(image)));
        assertThat(upstream.requests().getFirst().header("Accept")).isEqualTo(INDEX);
    }

    private static String shortened(String path) {
        return path.replaceAll("(sha256:[0-9a-f]{12})[0-9a-f]+", "$1…");
    }

    @Test
    void aFilterIsAppliedHereAndSaidSoWithoutAskingAgain() throws IOException {
        Digest signature = upstream.addReferrer("a/b", image, "test/signature");
        Digest bom = upstream.addReferrer("a/b", image, "test/bom");
        proxy.get(api(image));

        Wire.Response boms = proxy.get(api(image) + "?artifactType=test%2Fbom");
        Wire.Response others = proxy.get(api(image) + "?artifactType=test/other");

        assertThat(boms.header("oci-filters-applied")).isEqualTo("artifactType");
        assertThat(boms.text()).contains(bom.toString()).doesNotContain(signature.toString());
        assertThat(others.text()).isEqualTo(NONE);
        assertThat(upstream.requests()).hasSize(1);
    }

    @Test
    void whatNothingRefersToHasAnEmptyIndexEvenIfItIsNotThere() throws IOException {
        Wire.Response response = proxy.get(api(Digest.sha256(new byte[] {1})));

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.header("content-type")).isEqualTo(INDEX);
        assertThat(response.text()).isEqualTo(NONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sha256:abc", "md5:d41d8cd98f00b204e9800998ecf8427e", "latest", "sha256:"})
    void whatIsNoDigestIs400AndNobodyIsAsked(String digest) throws IOException {
        Wire.Response response = proxy.get("/v2/a/b/referrers/" + digest);

        assertThat(response.status()).isEqualTo(400);
        assertThat(response.text()).contains("DIGEST_INVALID");
        assertThat(upstream.requests()).isEmpty();
    }

    @Test
    void whereTheUpstreamHasNoApiTheFallbackTagIsTheList() throws IOException {
        Digest signature = upstream.addReferrer("a/b", image, "test/signature");
        upstream.lists().withoutReferrers();
        upstream.tagReferrers("a/b", image);

        Wire.Response response = proxy.get(api(image) + "?artifactType=test/signature");

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.text()).contains(signature.toString());
        assertThat(upstream.lines()).containsExactly("GET " + shortened(api(image)), "GET " + tag(image));
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 404, 405, 406, 501})
    void aRegistryThatDoesNotKnowTheApiHasNoneAndThenThereIsTheTag(int status) throws IOException {
        Digest signature = upstream.addReferrer("a/b", image, "test/signature");
        upstream.tagReferrers("a/b", image);
        upstream.faults().onPath("/referrers/").status(status);

        assertThat(proxy.get(api(image)).text()).contains(signature.toString());
    }

    @Test
    void aWebPageIsNoListOfReferrers() throws IOException {
        upstream.faults()
                .onPath("/referrers/")
                .header("Content-Type", "text/html")
                .body("<html>");

        assertThat(proxy.get(api(image)).text()).isEqualTo(NONE);
    }

    @Test
    void withoutApiAndTagThereAreNone() throws IOException {
        upstream.lists().withoutReferrers();

        assertThat(proxy.get(api(image)).text()).isEqualTo(NONE);
    }

    @Test
    void whileTheUpstreamIsDownTheManifestsWeHoldAreListedWithAWarning() throws Exception {
        Digest pulled = upstream.addReferrer("a/b", image, "test/signature");
        Digest unknown = upstream.addReferrer("a/b", image, "test/bom");
        Digest elsewhere = upstream.addReferrer("other/repository", image, "test/elsewhere");
        proxy.get("/v2/a/b/manifests/" + pulled);
        proxy.get("/v2/other/repository/manifests/" + elsewhere);
        proxy.get("/v2/a/b/manifests/v1");
        proxy.awaitHeld(3);
        proxy.stop();
        upstream.stopAll();
        proxy.start();

        Wire.Response response = proxy.get(api(image));

        assertThat(response.text())
                .contains("\"digest\":\"" + pulled + "\"", "\"artifactType\":\"test/signature\"", "\"annotations\"")
                .doesNotContain(unknown.hex(), elsewhere.hex());
        assertThat(response.header("content-type")).isEqualTo(INDEX);
        assertThat(response.header("cache-status")).isEqualTo("entrepot; hit; detail=stale");
        assertThat(response.header("warning")).startsWith("299 - \"");
    }

    @Test
    void whileTheUpstreamIsDownTheFallbackTagWeHoldIsTheList() throws Exception {
        Digest signature = upstream.addReferrer("a/b", image, "test/signature");
        upstream.tagReferrers("a/b", image);
        proxy.get(tag(image));
        proxy.awaitHeld(1);
        proxy.stop();
        upstream.stopAll();
        proxy.start();

        assertThat(proxy.get(api(image)).text()).contains(signature.toString());
    }

    /** Promise 3: cosign takes an empty list for an image nobody signed. */
    @Test
    void whileTheUpstreamIsDownReferrersOfWhichNoneIsHeldAre503() throws IOException {
        upstream.stopAll();

        assertThat(proxy.get(api(image)).status()).isEqualTo(503);
    }

    @Test
    void aRepositoryTheUpstreamDeniesIs403() throws IOException {
        upstream.requireTokens();
        upstream.access().makePrivate("a/b", "somebody-else").denyWith(403);

        assertThat(proxy.get(api(image)).status()).isEqualTo(403);
    }

    /** Case 22: clients ask for a signature before there is one, and soon after. */
    @Test
    void aSignatureThatIsNotThereIsACleanMissAskedForOnce() throws IOException {
        String signature = tag(image) + ".sig";

        assertThat(proxy.get(signature).status()).isEqualTo(404);
        assertThat(proxy.get(signature).status()).isEqualTo(404);

        assertThat(upstream.lines()).containsExactly("GET " + signature);
        assertThat(new String(proxy.get(signature).body(), StandardCharsets.UTF_8))
                .contains("MANIFEST_UNKNOWN");
    }
}
