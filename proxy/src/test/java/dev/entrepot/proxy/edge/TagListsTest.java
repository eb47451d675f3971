package dev.entrepot.proxy.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.testkit.registry.FakeRegistry;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code GET /v2/<name>/tags/list}: the specification towards clients, whatever the upstream makes of it. */
class TagListsTest {

    private static final String TYPE = "application/vnd.oci.image.manifest.v1+json";
    private static final String LIST = "/v2/a/b/tags/list";
    private static final String ASKED = "GET /v2/a/b/tags/list?n=1000";

    @RegisterExtension
    final FakeRegistry upstream = FakeRegistry.start();

    @RegisterExtension
    final RunningProxy proxy = new RunningProxy(upstream);

    private void tags(String... tags) {
        for (String tag : tags) {
            upstream.addManifest("a/b", tag, TYPE, new byte[] {'{', '}'});
        }
    }

    @Test
    void theUpstreamIsAskedOnceForAllPagesOfAllClients() throws IOException {
        tags("v1", "v2", "v3");

        Wire.Response first = proxy.get(LIST + "?n=2");
        Wire.Response second = proxy.get(LIST + "?n=2&last=v2");
        Wire.Response all = proxy.get(LIST);

        assertThat(first.text()).isEqualTo("{\"name\":\"a/b\",\"tags\":[\"v1\",\"v2\"]}");
        assertThat(first.headers())
                .containsEntry("content-type", "application/json")
                .containsEntry("link", "</v2/a/b/tags/list?n=2&last=v2>; rel=\"next\"")
                .containsEntry("cache-status", "entrepot; fwd=uri-miss; stored");
        assertThat(second.text()).isEqualTo("{\"name\":\"a/b\",\"tags\":[\"v3\"]}");
        assertThat(second.headers()).doesNotContainKey("link").containsEntry("cache-status", "entrepot; hit");
        assertThat(all.text()).isEqualTo("{\"name\":\"a/b\",\"tags\":[\"v1\",\"v2\",\"v3\"]}");
        assertThat(upstream.lines()).containsExactly(ASKED);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "?n=0           |                 | ",
                "?n=1           | \"A\"           | 1&last=A",
                "?n=1&last=A    | \"b\"           | 1&last=b",
                "?n=2&last=A    | \"b\",\"c.1\"   | ",
                "?last=a        | \"b\",\"c.1\"   | ",
                "?last=b        | \"c.1\"         | ",
                "?last=zzz      |                 | ",
                "?n=99999999999 | \"A\",\"b\",\"c.1\" | ",
            })
    void nAndLastCutTheList(String query, String expected, String next) throws IOException {
        tags("b", "A", "c.1");

        Wire.Response response = proxy.get(LIST + query);

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.text())
                .isEqualTo("{\"name\":\"a/b\",\"tags\":[" + (expected == null ? "" : expected) + "]}");
        assertThat(response.header("link"))
                .isEqualTo(next == null ? null : "</v2/a/b/tags/list?n=" + next + ">; rel=\"next\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "x", "1.5", "%00"})
    void whatIsNoNumberOfTagsIs400AndNobodyIsAsked(String n) throws IOException {
        Wire.Response response = proxy.get(LIST + "?n=" + n);

        assertThat(response.status()).isEqualTo(400);
        assertThat(response.text()).contains("PAGINATION_NUMBER_INVALID");
        assertThat(upstream.requests()).isEmpty();
    }

    /** Case 59: clients refuse to follow a link elsewhere, and lose the registry they meant without {@code ns}. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "/v2/a/b/tags/list?n=1&ns=up.test          | a/b            | /v2/a/b/tags/list?n=1&last=v1&ns=up.test",
                "/v2/up.test/a/b/tags/list?n=1             | up.test/a/b    | /v2/up.test/a/b/tags/list?n=1&last=v1",
                "/up.test/v2/a/b/tags/list?n=1             | a/b            | /up.test/v2/a/b/tags/list?n=1&last=v1",
                "/v2/alias.test/a/b/tags/list?n=1&ns=up.test | alias.test/a/b | /v2/alias.test/a/b/tags/list?n=1&last=v1&ns=up.test",
            })
    void nameAndLinkAreThoseTheClientCameBy(String target, String name, String next) throws IOException {
        tags("v1", "v2");

        Wire.Response response = proxy.get(target);

        assertThat(response.text()).isEqualTo("{\"name\":\"" + name + "\",\"tags\":[\"v1\"]}");
        assertThat(response.header("link")).isEqualTo("<" + next + ">; rel=\"next\"");
        assertThat(response.header("oci-namespace")).isEqualTo(target.contains("ns=") ? "up.test" : null);
    }

    @Test
    void aHeadSaysWhatTheGetWould() throws IOException {
        tags("v1");

        Wire.Response head = proxy.send("HEAD", LIST);

        assertThat(head.status()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.header("content-length"))
                .isEqualTo(Integer.toString(proxy.get(LIST).body().length));
    }

    @Test
    void aRepositoryTheUpstreamDoesNotHaveIsUnknownAndAskedForOnce() throws IOException {
        for (int i = 0; i < 2; i++) {
            Wire.Response response = proxy.get(LIST);
            assertThat(response.status()).isEqualTo(404);
            assertThat(response.text()).contains("NAME_UNKNOWN");
        }
        assertThat(upstream.lines()).containsExactly(ASKED);
    }

    /** Case 53. */
    @ParameterizedTest
    @ValueSource(ints = {401, 403})
    void aRepositoryTheUpstreamDeniesIs403WithoutAChallengeThoughWeHoldSomeOfIt(int status) throws IOException {
        tags("v1");
        proxy.get("/v2/a/b/manifests/v1");
        upstream.requireTokens();
        upstream.access().makePrivate("a/b", "somebody-else").denyWith(status);

        Wire.Response response = proxy.get(LIST);

        assertThat(response.status()).isEqualTo(403);
        assertThat(response.header("www-authenticate")).isNull();
        assertThat(response.text()).contains("DENIED").doesNotContain("v1\"");
    }

    @Test
    void whileTheUpstreamIsDownAfterARestartTheTagsWeHoldAreListedWithAWarning() throws Exception {
        tags("v1", "v2", "v3");
        proxy.get("/v2/a/b/manifests/v2");
        proxy.get("/v2/a/b/manifests/v1");
        proxy.awaitHeld(1);
        proxy.stop();
        upstream.stopAll();
        proxy.start();

        Wire.Response response = proxy.get(LIST);

        assertThat(response.text()).isEqualTo("{\"name\":\"a/b\",\"tags\":[\"v1\",\"v2\"]}");
        assertThat(response.header("cache-status")).isEqualTo("entrepot; hit; detail=stale");
        assertThat(response.header("warning")).startsWith("299 - \"").contains("there may be more");
    }

    /** Promise 3: an empty list would say that there are none. */
    @Test
    void whileTheUpstreamIsDownAListOfWhichNothingIsHeldIs503() throws IOException {
        upstream.stopAll();

        Wire.Response response = proxy.get(LIST);

        assertThat(response.status()).isEqualTo(503);
        assertThat(response.header("retry-after")).isNotNull();
        assertThat(response.header("cache-status")).isEqualTo("entrepot; fwd=uri-miss; detail=unavailable");
    }

    @Test
    void theCatalogIsNotToldToClients() throws IOException {
        tags("v1");
        proxy.get("/v2/a/b/manifests/v1");

        for (String target : List.of("/v2/_catalog", "/v2/_catalog?n=10", "/up.test/v2/_catalog")) {
            Wire.Response response = proxy.get(target);
            assertThat(response.status()).isEqualTo(404);
            assertThat(response.text()).contains("UNSUPPORTED");
        }
    }
}
