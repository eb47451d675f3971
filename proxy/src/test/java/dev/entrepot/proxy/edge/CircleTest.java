package dev.entrepot.proxy.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.config.ConfigException;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.testkit.registry.FakeRegistry;
import dev.entrepot.testkit.registry.wire.Recorded;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who asks in a circle is told so at once, however many caches are in it: each passes on by whom it was asked. */
class CircleTest {

    private static final String TYPE = "application/vnd.oci.image.manifest.v1+json";
    private static final String DIGEST = "sha256:0000000000000000000000000000000000000000000000000000000000000000";

    @RegisterExtension
    final FakeRegistry upstream = FakeRegistry.start();

    @RegisterExtension
    final ConfiguredProxy first = new ConfiguredProxy();

    @RegisterExtension
    final ConfiguredProxy second = new ConfiguredProxy();

    @RegisterExtension
    final LoggedLines log = new LoggedLines();

    private static String at(String url) {
        return "default-upstream: up.test\nupstreams: {up.test: {url: '" + url + "', tag-ttl: 0s}}\n";
    }

    private static String at(ConfiguredProxy other) {
        return at("http://127.0.0.1:" + other.port());
    }

    private void letThemAskEachOther() throws IOException, ConfigException {
        first.start(at(upstream.url()));
        second.start(at(first));
        first.reload(at(second));
    }

    /** Of all caches, each line an answer. */
    private List<String> answers() {
        first.stop();
        second.stop();
        return log.access();
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "GET, manifests/1",
        "HEAD, manifests/1",
        "GET, manifests/" + DIGEST,
        "GET, blobs/" + DIGEST,
        "HEAD, blobs/" + DIGEST,
        "GET, tags/list",
    })
    void whatTwoCachesAskEachOtherForIs508AfterOneRound(String method, String what) throws Exception {
        letThemAskEachOther();

        Wire.Response answer = first.send(method, "/v2/a/b/" + what);

        assertThat(answer.status()).isEqualTo(508);
        // A HEAD of a blob is a probe for the second, which then tries to have all of it.
        assertThat(answers()).hasSizeBetween(3, 4).allMatch(line -> line.contains("status=508"));
        assertThat(upstream.lines()).isEmpty();
    }

    @Test
    void theMessageSaysWhereAndWhatToDo() throws Exception {
        letThemAskEachOther();

        Wire.Response answer = first.get("/v2/a/b/manifests/1");

        assertThat(answer.text())
                .contains("UNAVAILABLE")
                .contains("up.test/a/b:1 is asked for in a circle")
                .contains("http://127.0.0.1:" + second.port() + "/v2/a/b/manifests/1 answered 508")
                .contains("correct it in entrepot.yaml");
        assertThat(answer.headers()).doesNotContainKey("retry-after");
    }

    @Test
    void aCircleOfOneIsOneQuestion() throws Exception {
        first.start(at(upstream.url()));
        first.reload(at(first));

        Wire.Response answer = first.get("/v2/a/b/manifests/1");

        assertThat(answer.status()).isEqualTo(508);
        assertThat(answers()).hasSize(2).allMatch(line -> line.contains("status=508"));
    }

    @Test
    void whatIsAskedForInACircleLetsNobodyBeTakenForDown() throws Exception {
        letThemAskEachOther();
        for (int i = 0; i < 40; i++) {
            assertThat(first.get("/v2/a/b/manifests/" + i).status()).isEqualTo(508);
        }
        second.reload(at(upstream.url()));
        upstream.addManifest("a/b", "new", TYPE, new byte[] {'{', '}'});

        assertThat(first.get("/v2/a/b/manifests/new").status()).isEqualTo(200);
    }

    @Test
    void whatIsHeldIsServedAsStaleInACircle() throws Exception {
        upstream.addManifest("a/b", "1", TYPE, new byte[] {'{', '}'});
        letThemAskEachOther();
        first.reload(at(upstream.url()));
        first.get("/v2/a/b/manifests/1");
        first.reload(at(second));

        Wire.Response answer = first.get("/v2/a/b/manifests/1");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("cache-status")).contains("stale");
    }

    @Test
    void howARequestCameIsPassedOnWithAllThatIsAskedForIt() throws Exception {
        upstream.addManifest("a/b", "1", TYPE, new byte[] {'{', '}'});
        Digest blob = upstream.addBlob("a/b", new byte[1 << 20]);
        first.start(at(upstream.url()));

        for (String target : List.of("manifests/1", "blobs/" + blob, "tags/list")) {
            assertThat(first.get("/v2/a/b/" + target, "Via: 1.0 fred, HTTP/2 p.example:8080 (Squid, 6)", "Via: 1.1 x")
                            .status())
                    .isEqualTo(200);
        }

        assertThat(upstream.requests())
                .extracting(Recorded::path)
                .containsExactly("/v2/a/b/manifests/1", "/v2/a/b/blobs/" + blob, "/v2/a/b/tags/list");
        assertThat(upstream.requests())
                .allSatisfy(request -> assertThat(request.headers("Via"))
                        .singleElement()
                        .asString()
                        .matches("1\\.0 fred, HTTP/2 p\\.example:8080, 1\\.1 x, 1\\.1 entrepot-[0-9a-f]{16}"));
    }

    @Test
    void ofAnEndlessWayTheNewestHopsArePassedOn() throws Exception {
        first.start(at(upstream.url()));
        String way = "1.1 a, ".repeat(500) + "1.1 " + "b".repeat(200) + ", 1.1 c";

        first.get("/v2/a/b/manifests/1", "Via: " + way);

        assertThat(upstream.requests().getFirst().header("Via"))
                .matches("(1\\.1 a, ){15}1\\.1 c, 1\\.1 entrepot-[0-9a-f]{16}");
    }
}
