package dev.entrepot.proxy.upstream;

import static dev.entrepot.proxy.upstream.UpstreamFixture.bytes;
import static dev.entrepot.proxy.upstream.UpstreamFixture.found;
import static dev.entrepot.proxy.upstream.UpstreamFixture.repository;
import static dev.entrepot.proxy.upstream.UpstreamFixture.soon;
import static dev.entrepot.proxy.upstream.UpstreamFixture.trouble;
import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.blob.ManifestSource.Fetched;
import dev.entrepot.core.blob.RemoteBlob;
import dev.entrepot.core.blob.Window;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.oci.Repository;
import dev.entrepot.proxy.upstream.http.UpstreamException.Kind;
import dev.entrepot.testkit.registry.Cdn;
import dev.entrepot.testkit.registry.FakeRegistry;
import dev.entrepot.testkit.registry.content.BlobContent;
import dev.entrepot.testkit.registry.wire.Recorded;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where redirects lead, what is shown there, and what a refusal there means. */
class RedirectsTest {

    private static final Repository APP = repository("team/app");
    private static final BlobContent CONTENT = BlobContent.random(9, 200_000);

    @RegisterExtension
    final FakeRegistry registry = FakeRegistry.start();

    /** Where manifests are redirected to, as from registry.k8s.io. */
    @RegisterExtension
    final FakeRegistry elsewhere = FakeRegistry.start();

    @RegisterExtension
    final UpstreamFixture upstream = new UpstreamFixture();

    private final Digest blob = registry.addBlob("team/app", CONTENT);

    private Lookup<RemoteBlob> open() {
        return open(Window.all());
    }

    private Lookup<RemoteBlob> open(Window window) {
        return upstream.at(registry.url()).open(APP, blob, window, soon());
    }

    private Lookup<Fetched> manifest() {
        redirectManifests(elsewhere.url() + "/v2/images/app/manifests/v1");
        return upstream.at(registry.url()).get(Reference.parse(APP, "v1"), soon());
    }

    private void redirectManifests(String target) {
        registry.faults().onManifests().status(307).header("Location", target);
    }

    /** Case 47. */
    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void everyRedirectIsFollowed(int status) throws IOException {
        registry.redirects().withStatus(status).toCdn();

        assertThat(bytes(open())).isEqualTo(CONTENT.toBytes());
    }

    @Test
    void aRangeGoesAlong() throws IOException {
        Cdn cdn = registry.redirectBlobs();

        assertThat(bytes(open(new Window.From(150_000, Optional.empty())))).hasSize(50_000);
        assertThat(cdn.requests().getFirst().header("Range")).isEqualTo("bytes=150000-");
    }

    /** Case 47: as from pkg.dev, where it needs no token and no API prefix. */
    @Test
    void aRelativeRedirectStaysAtTheRegistry() throws IOException {
        registry.redirects().toRelative();

        assertThat(bytes(open())).isEqualTo(CONTENT.toBytes());
        assertThat(registry.requests()).hasSize(2);
    }

    /** Case 46: S3 answers 400 to a second authorization, Azure 403. */
    @Test
    void credentialsNeverCrossToAnotherOrigin() throws IOException {
        registry.requireBasic("me", "secret");
        Cdn cdn = registry.redirectBlobs();

        assertThat(bytes(upstream.as("me", "secret", registry.url()).open(APP, blob, Window.all(), soon())))
                .isEqualTo(CONTENT.toBytes());
        assertThat(cdn.requests())
                .extracting(request -> request.header("Authorization"))
                .containsOnlyNulls();
    }

    /** Case 46. */
    @Test
    void tokensNeverCrossToAnotherOrigin() throws IOException {
        registry.requireTokens();
        Cdn cdn = registry.redirectBlobs();

        assertThat(bytes(open())).isEqualTo(CONTENT.toBytes());
        assertThat(cdn.requests())
                .extracting(request -> request.header("Authorization"))
                .containsOnlyNulls();
    }

    @Test
    void aSignedUrlHadWithCredentialsIsNotPublic() {
        registry.requireBasic("me", "secret");
        registry.redirectBlobs();
        UpstreamRegistry source = upstream.as("me", "secret", registry.url());

        try (RemoteBlob stream = found(source.open(APP, blob, Window.all(), soon()))) {
            assertThat(stream.isPublic()).isFalse();
        }
    }

    /** Case 48: quay.io's URLs live for ten minutes. */
    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 410})
    void anExpiredUrlIsResolvedOnceMore(int status) throws IOException {
        Cdn cdn = registry.redirectBlobs();
        cdn.faults().onAny().times(1).status(status);

        assertThat(bytes(open())).isEqualTo(CONTENT.toBytes());
        assertThat(registry.count()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 410})
    void whatACdnRefusesTwiceIsNeverAbsent(int status) {
        Cdn cdn = registry.redirectBlobs();
        cdn.faults().onAny().status(status);

        assertThat(trouble(open()).status()).isEqualTo(status);
        assertThat(cdn.count()).isEqualTo(2);
    }

    @Test
    void theRegistrysOwn404BehindAnotherOfItsUrlsIsAnAbsence() {
        registry.redirects().to("/gone");

        assertThat(open()).isEqualTo(Lookup.absent());
    }

    /** Case 47. */
    @Test
    void circlesEnd() {
        registry.redirects().inCircles();

        assertThat(trouble(open()).kind()).isEqualTo(Kind.REDIRECT);
        assertThat(registry.count()).isEqualTo(11);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ftp://127.0.0.1/x", "http://", "http://127.0.0.1:99999/", "//[::1/"})
    void aRedirectToNowhereIsNotFollowed(String location) {
        registry.redirects().to(location);

        assertThat(trouble(open()).kind()).isEqualTo(Kind.REDIRECT);
        assertThat(registry.count()).isEqualTo(1);
    }

    /** Case 47: what only we can reach is nothing a registry may make us ask. */
    @ParameterizedTest
    @ValueSource(strings = {"http://169.254.169.254/latest/meta-data", "http://10.255.255.1/", "http://[fe80::1]/"})
    void aRedirectToAnAddressThatTheRegistryIsNotAtIsNotFollowed(String location) {
        registry.redirects().to(location);

        assertThat(trouble(open()).kind()).isEqualTo(Kind.REDIRECT);
        assertThat(trouble(open())).hasMessageContaining("allow-private-redirects");
    }

    @Test
    void aRedirectWithCharactersThatAUrlMustNotHaveIsFollowed() {
        registry.redirects().to("/storage/a b|c?x={\"y\"}");
        registry.faults().onPath("/storage/").status(503);

        assertThat(trouble(open()).status()).isEqualTo(503);
        assertThat(registry.requests().getLast().query()).isEqualTo("x=%7B%22y%22%7D");
    }

    @Test
    void cookiesAreIgnored() throws IOException {
        registry.redirects().toRelative();
        registry.faults().onAny().header("Set-Cookie", "a=b");

        assertThat(bytes(open())).isEqualTo(CONTENT.toBytes());
        assertThat(registry.requests())
                .extracting(request -> request.header("Cookie"))
                .containsOnlyNulls();
    }

    /** Case 47: as from registry.k8s.io. */
    @Test
    void aManifestIsFollowedToAnotherRegistry() {
        Digest digest = elsewhere.addManifest("images/app", "v1", "application/json", new byte[] {'{', '}'});

        assertThat(found(manifest()).manifest().digest()).isEqualTo(digest);
    }

    /** Cases 46 and 47. */
    @Test
    void theOtherRegistrysChallengeIsAnsweredThereAndOnlyAnonymously() {
        elsewhere.addManifest("images/app", "v1", "application/json", new byte[] {'{', '}'});
        var tokens = elsewhere.requireTokens();
        redirectManifests(elsewhere.url() + "/v2/images/app/manifests/v1");
        UpstreamRegistry source = upstream.as("me", "secret", registry.url());

        Fetched fetched = found(source.get(Reference.parse(APP, "v1"), soon()));

        assertThat(fetched.isPublic()).isTrue();
        assertThat(tokens.requests()).hasSize(1);
        assertThat(tokens.requests().getFirst().header("Authorization")).isNull();
        assertThat(tokens.requests().getFirst().query())
                .isEqualTo("service=fake-registry&scope=repository%3Aimages%2Fapp%3Apull");
        assertThat(registry.requests())
                .extracting(request -> request.header("Authorization"))
                .containsOnlyNulls();
    }

    @Test
    void whatTheOtherRegistryWantedIsRemembered() {
        elsewhere.addManifest("images/app", "v1", "application/json", new byte[] {'{', '}'});
        elsewhere.requireTokens();
        redirectManifests(elsewhere.url() + "/v2/images/app/manifests/v1");
        UpstreamRegistry source = upstream.at(registry.url());

        found(source.get(Reference.parse(APP, "v1"), soon()));
        found(source.get(Reference.parse(APP, "v1"), soon()));

        assertThat(elsewhere.requests()).extracting(Recorded::status).containsExactly(401, 200, 200);
    }

    /** Case 47: as from a proxy project of Harbor's, whose tokens are for the repository that is asked for. */
    @Test
    void aTokenIsForTheRepositoryThatTheRegistryItselfRedirectsTo() {
        Digest digest = registry.addManifest("library/app", "v1", "application/json", new byte[] {'{', '}'});
        registry.requireTokens();
        registry.access().addUser("me", "secret").makePrivate("library/app", "me");
        registry.faults()
                .onPath("/v2/team/app/manifests/")
                .status(301)
                .header("Location", "/v2/library/app/manifests/v1");
        UpstreamRegistry source = upstream.as("me", "secret", registry.url());

        assertThat(found(source.get(Reference.parse(APP, "v1"), soon()))
                        .manifest()
                        .digest())
                .isEqualTo(digest);
    }

    @Test
    void aManifestTheOtherRegistryDoesNotHaveIsAbsent() {
        assertThat(manifest()).isEqualTo(Lookup.absent());
    }

    @Test
    void aManifestRedirectedToStorageThatLostItIsNotAbsent() {
        redirectManifests(elsewhere.url() + "/storage/object");

        assertThat(trouble(upstream.at(registry.url()).get(Reference.parse(APP, "v1"), soon()))
                        .status())
                .isEqualTo(404);
    }
}
