package dev.entrepot.proxy.upstream;

import static dev.entrepot.proxy.upstream.UpstreamFixture.found;
import static dev.entrepot.proxy.upstream.UpstreamFixture.repository;
import static dev.entrepot.proxy.upstream.UpstreamFixture.soon;
import static dev.entrepot.proxy.upstream.UpstreamFixture.trouble;
import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.discovery.Referrer;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.proxy.upstream.http.UpstreamException.Kind;
import dev.entrepot.testkit.registry.FakeRegistry;
import dev.entrepot.testkit.registry.wire.Answer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists as registries really send them: cases 59 and 60 of protocol.md. */
class ListsTest {

    private static final String TYPE = "application/vnd.oci.image.manifest.v1+json";

    @RegisterExtension
    final UpstreamFixture fixture = new UpstreamFixture();

    @RegisterExtension
    final FakeRegistry registry = FakeRegistry.start();

    private final Digest image = registry.addManifest("a/b", "v1", TYPE, new byte[] {'{', '}'});

    private UpstreamRegistry upstream() {
        return fixture.at(registry.url());
    }

    private Lookup<List<String>> tags() {
        return upstream().tags(repository("a/b"), soon());
    }

    private Lookup<List<Referrer>> referrers() {
        return upstream().referrers(repository("a/b"), image, soon());
    }

    private void fiveTags() {
        for (String tag : List.of("v2", "v3", "v4", "v5")) {
            registry.tag("a/b", tag, image);
        }
    }

    @Test
    void pagesAreFollowedToTheEnd() {
        fiveTags();
        registry.lists().largestPage(2);

        assertThat(found(tags())).containsExactly("v1", "v2", "v3", "v4", "v5");
        assertThat(registry.lines())
                .containsExactly(
                        "GET /v2/a/b/tags/list?n=1000",
                        "GET /v2/a/b/tags/list?n=2&last=v2",
                        "GET /v2/a/b/tags/list?n=2&last=v4");
    }

    @Test
    void anOpaqueCursorIsGivenBackAsItCame() {
        fiveTags();
        registry.lists().largestPage(3).opaqueCursors();

        assertThat(found(tags())).containsExactly("v1", "v2", "v3", "v4", "v5");
        assertThat(registry.lines())
                .containsExactly("GET /v2/a/b/tags/list?n=1000", "GET /v2/a/b/tags/list?next_page=djM");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://registry.internal:8080", "https://123.dkr.ecr.test"})
    void anAbsoluteLinkIsFollowedWhereItCameFromAndNowhereElse(String base) {
        fiveTags();
        registry.lists().largestPage(3).linksBelow(base);

        assertThat(found(tags())).hasSize(5);
        assertThat(registry.lines())
                .containsExactly("GET /v2/a/b/tags/list?n=1000", "GET /v2/a/b/tags/list?n=3&last=v3");
    }

    /** Else {@code urn:x} would make another host of the registry's name. */
    @Test
    void aLinkThatIsNoPathBreaksTheListAndLeadsNowhere() {
        registry.faults()
                .onPath("/tags/list")
                .header("Link", "<urn:x>; rel=\"next\"")
                .body("{\"tags\":[\"v1\"]}");

        assertThat(trouble(tags()).kind()).isEqualTo(Kind.PROTOCOL);
        assertThat(registry.lines()).containsExactly("GET /v2/a/b/tags/list?n=1000");
    }

    /** registry.k8s.io leads elsewhere and drops the query; the next page is there, not here. */
    @Test
    void behindARedirectPagesAreThoseOfWhoAnswered() {
        fiveTags();
        registry.lists().largestPage(3);
        registry.faults()
                .onPath("/v2/front/tags/list")
                .answer(answer -> Answer.empty(307).withHeader("Location", "/v2/a/b/tags/list"));

        assertThat(found(upstream().tags(repository("front"), soon()))).hasSize(5);
        assertThat(registry.lines())
                .containsExactly(
                        "GET /v2/front/tags/list?n=1000", "GET /v2/a/b/tags/list", "GET /v2/a/b/tags/list?n=3&last=v3");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"name\":\"a/b\",\"tags\":[\"v1\",null,\"sha256:ab\",7,\"-no\",\"v1\"]}",
                "{\"tags\":[\"v1\"],\"manifest\":{},\"child\":[]}",
                "{\"name\":\"elsewhere\",\"tags\":[\"v1\"]}",
            })
    void whatIsNoTagIsLeftOutAndWhatElseIsThereIsIgnored(String body) {
        registry.faults()
                .onPath("/tags/list")
                .header("Content-Type", "text/plain; charset=utf-8")
                .body(body);

        assertThat(found(tags())).containsExactly("v1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"name\":\"a/b\",\"tags\":null}", "{\"name\":\"a/b\",\"tags\":[]}", "{}"})
    void nullIsNoTags(String body) {
        registry.faults().onPath("/tags/list").body(body);

        assertThat(found(tags())).isEmpty();
    }

    @Test
    void tagsComeInOrderWhateverTheRegistryThinksOfIt() {
        registry.faults().onPath("/tags/list").body("{\"tags\":[\"b\",\"A\",\"a\",\"10\",\"9\"]}");

        assertThat(found(tags())).containsExactly("10", "9", "A", "a", "b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"<html>sign in</html>", "[\"v1\"]", "{\"tags\":[\"v1\"", ""})
    void whatIsNoListOfTagsIsTroubleAndNotAnEmptyList(String body) {
        registry.faults().onPath("/tags/list").body(body);

        assertThat(trouble(tags()).kind()).isEqualTo(Kind.PROTOCOL);
    }

    /** Of a list that is known to lack a page nobody can say what it lacks. */
    @Test
    void aListOfWhichAPageIsMissingIsTrouble() {
        fiveTags();
        registry.lists().largestPage(2);
        registry.faults().on(asked -> asked.query().contains("last=v4")).status(404);

        assertThat(trouble(tags()).getMessage()).contains("a page of it is missing");
    }

    @Test
    void pagesThatLeadInACircleAreTrouble() {
        registry.faults().onPath("/tags/list").header("Link", "</v2/a/b/tags/list?n=1>; rel=\"next\"");

        assertThat(trouble(tags()).getMessage()).contains("its pages lead nowhere");
        assertThat(registry.requests()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "</v2/a/b/tags/list?last=x>; rel=\"previous\"",
                "<nowhere>; title=\"rel=next\"",
                "no link at all",
            })
    void onlyALinkToTheNextPageIsFollowed(String link) {
        registry.faults().onPath("/tags/list").header("Link", link);

        assertThat(found(tags())).containsExactly("v1");
        assertThat(registry.requests()).hasSize(1);
    }

    @Test
    void eachPageIsAskedForWithTheTokenOfTheRepository() {
        fiveTags();
        registry.lists().largestPage(3);
        registry.requireTokens();

        assertThat(found(tags())).hasSize(5);
        assertThat(registry.tokens().requests()).hasSize(1);
    }

    @Test
    void referrersComeInPagesToo() {
        Digest first = registry.addReferrer("a/b", image, "test/one");
        Digest second = registry.addReferrer("a/b", image, "test/two");
        registry.lists().largestPage(1).linksBelow("http://registry.internal");

        assertThat(found(referrers())).extracting(Referrer::digest).containsExactly(first, second);
        assertThat(found(referrers())).extracting(Referrer::artifactType).containsExactly("test/one", "test/two");
    }

    @Test
    void aRegistryWithoutTheApiHasNoListOfReferrers() {
        registry.lists().withoutReferrers();

        assertThat(referrers()).isEqualTo(Lookup.absent());
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 502, 503})
    void anUpstreamInTroubleHasNotSaidThatThereAreNoReferrers(int status) {
        registry.faults().onPath("/referrers/").status(status);

        assertThat(trouble(referrers()).kind()).isEqualTo(Kind.STATUS);
    }
}
