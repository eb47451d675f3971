package dev.entrepot.proxy.upstream;

import static dev.entrepot.proxy.upstream.UpstreamFixture.bytes;
import static dev.entrepot.proxy.upstream.UpstreamFixture.found;
import static dev.entrepot.proxy.upstream.UpstreamFixture.repository;
import static dev.entrepot.proxy.upstream.UpstreamFixture.soon;
import static dev.entrepot.proxy.upstream.UpstreamFixture.trouble;
import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.blob.RemoteBlob;
import dev.entrepot.core.blob.Window;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Repository;
import dev.entrepot.proxy.upstream.credential.Credential;
import dev.entrepot.proxy.upstream.credential.CredentialSource;
import dev.entrepot.proxy.upstream.http.UpstreamException;
import dev.entrepot.proxy.upstream.http.UpstreamException.Kind;
import dev.entrepot.testkit.registry.FakeRegistry;
import dev.entrepot.testkit.registry.TokenServer;
import dev.entrepot.testkit.registry.wire.Recorded;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Challenges, by what the registry and its token service get to see. */
class AuthenticationTest {

    private static final Repository APP = repository("team/app");

    @RegisterExtension
    final FakeRegistry registry = FakeRegistry.start();

    @RegisterExtension
    final UpstreamFixture upstream = new UpstreamFixture();

    private final Digest blob = registry.addBlob("team/app", new byte[] {1, 2, 3});

    private Lookup<RemoteBlob> open(UpstreamRegistry source) {
        return open(source, APP);
    }

    private Lookup<RemoteBlob> open(UpstreamRegistry source, Repository from) {
        return source.open(from, blob, Window.all(), soon());
    }

    private static List<Integer> statuses(FakeRegistry registry) {
        return registry.requests().stream()
                .map(request -> request.awaitEnd().status())
                .toList();
    }

    @Test
    void anonymousTokensMakePublicBlobs() {
        registry.requireTokens();
        try (RemoteBlob stream = found(open(upstream.at(registry.url())))) {
            assertThat(stream.isPublic()).isTrue();
        }
    }

    @Test
    void tokensHadWithCredentialsDoNot() {
        registry.requireTokens();
        registry.access().addUser("me", "secret");
        try (RemoteBlob stream = found(open(upstream.as("me", "secret", registry.url())))) {
            assertThat(stream.isPublic()).isFalse();
        }
    }

    @Test
    void credentialsGoToTheTokenServiceAndNotToTheRegistry() throws IOException {
        TokenServer tokens = registry.requireTokens();
        registry.access().addUser("me", "secret").makePrivate("team/app", "me");

        assertThat(bytes(open(upstream.as("me", "secret", registry.url())))).hasSize(3);
        assertThat(tokens.requests().getFirst().header("Authorization")).startsWith("Basic ");
        assertThat(registry.requests().getFirst().header("Authorization")).isNull();
        assertThat(registry.requests().getLast().header("Authorization")).startsWith("Bearer ");
    }

    @Test
    void credentialsThatTheTokenServiceRefusesAreADenial() {
        registry.requireTokens();
        registry.access().addUser("me", "secret");

        assertThat(open(upstream.as("me", "wrong", registry.url()))).isEqualTo(Lookup.denied());
    }

    /** Case 51. */
    @Test
    void thePlaceholderScopeOfGhcrIsNeverAskedFor() throws IOException {
        TokenServer tokens = registry.requireTokens();
        registry.access()
                .challengeWith("Bearer realm=\"" + tokens.realm()
                        + "\",service=\"ghcr.io\",scope=\"repository:user/image:pull\"");

        assertThat(bytes(open(upstream.at(registry.url())))).hasSize(3);
        assertThat(tokens.requests().getFirst().query()).contains("scope=repository%3Ateam%2Fapp%3Apull");
    }

    /** Case 51: public.ecr.aws wants {@code aws}. */
    @Test
    void aScopeOfAnotherKindIsTheRegistrysOwnAffair() {
        TokenServer tokens = registry.requireTokens();
        registry.access().challengeWith("Bearer realm=\"" + tokens.realm() + "\",service=\"ecr\",scope=\"aws\"");

        open(upstream.at(registry.url()));

        assertThat(tokens.requests().getFirst().query()).isEqualTo("service=ecr&scope=aws");
    }

    /** Case 52. */
    @Test
    void schemesNobodySpeaksHereArePassedOver() throws IOException {
        TokenServer tokens = registry.requireTokens();
        registry.access()
                .challengeWith("Negotiate", "NTLM", "Basic realm=\"a, b\", Bearer realm=\"" + tokens.realm() + "\"");

        assertThat(bytes(open(upstream.at(registry.url())))).hasSize(3);
    }

    /** Case 50. */
    @Test
    void aRealmMayBeRelativeAndHaveAQuery() {
        registry.requireTokens();
        registry.access().challengeWith("Bearer realm=\"/auth?account=x\",service=\"s\"");

        open(upstream.at(registry.url()));

        assertThat(registry.lines()).contains("GET /auth?account=x&service=s&scope=repository%3Ateam%2Fapp%3Apull");
    }

    @Test
    void credentialsNeverGoToAnUnprotectedRealmOnAnotherHost() {
        TokenServer tokens = registry.requireTokens();
        registry.access()
                .addUser("me", "secret")
                .challengeWith("Bearer realm=\"http://localhost:" + tokens.port() + "/token\",service=\"s\"");

        try (RemoteBlob stream = found(open(upstream.as("me", "secret", registry.url())))) {
            assertThat(stream.isPublic()).isTrue();
        }
        assertThat(tokens.requests())
                .extracting(request -> request.header("Authorization"))
                .containsOnlyNulls();
    }

    @Test
    void aRefusalWhereACredentialWasWithheldIsTroubleAndNamesTheKey() {
        TokenServer tokens = registry.requireTokens();
        registry.access()
                .addUser("me", "secret")
                .makePrivate("team/app", "me")
                .challengeWith("Bearer realm=\"http://localhost:" + tokens.port() + "/token\",service=\"s\"");

        UpstreamException trouble = trouble(open(upstream.as("me", "secret", registry.url())));

        assertThat(trouble.kind()).isEqualTo(Kind.CREDENTIAL);
        assertThat(trouble).hasMessageContaining("token-hosts");
    }

    @Test
    void anAnonymousTokenThatIsRefusedWhereACredentialWasWithheldIsTroubleToo() {
        TokenServer tokens = registry.requireTokens();
        tokens.faults().onAny().status(401);
        registry.access().challengeWith("Bearer realm=\"http://localhost:" + tokens.port() + "/token\"");

        assertThat(trouble(open(upstream.as("me", "secret", registry.url()))).kind())
                .isEqualTo(Kind.CREDENTIAL);
    }

    @Test
    void aNamedTokenServiceSeesTheCredential() throws IOException {
        TokenServer tokens = registry.requireTokens();
        registry.access()
                .addUser("me", "secret")
                .makePrivate("team/app", "me")
                .challengeWith("Bearer realm=\"http://localhost:" + tokens.port() + "/token\",service=\"s\"");
        UpstreamEndpoint endpoint = UpstreamFixture.endpoint(registry.url())
                .with(CredentialSource.fixed(registry.address(), new Credential.Password("me", "secret")))
                .withTokenHosts("localhost");

        assertThat(bytes(open(upstream.with(endpoint)))).hasSize(3);
    }

    @Test
    void a401ThatDoesNotSayWhatItWantsIsExplainedByTheApisBase() throws IOException {
        registry.requireTokens();
        registry.faults().onBlobs().evenIfRefused().withoutHeader("WWW-Authenticate");

        assertThat(bytes(open(upstream.at(registry.url())))).hasSize(3);
        assertThat(registry.requests()).extracting(Recorded::path).contains("/v2/");
    }

    @Test
    void basicIsAnsweredWithCredentialsAndRemembered() throws IOException {
        registry.requireBasic("me", "secret");
        UpstreamRegistry source = upstream.as("me", "secret", registry.url());

        bytes(open(source));
        try (RemoteBlob stream = found(open(source))) {
            assertThat(stream.isPublic()).isFalse();
        }
        assertThat(statuses(registry)).containsExactly(401, 200, 200);
    }

    @Test
    void basicWithoutCredentialsIsADenialAtOnce() {
        registry.requireBasic("me", "secret");

        assertThat(open(upstream.at(registry.url()))).isEqualTo(Lookup.denied());
        assertThat(registry.count()).isEqualTo(1);
    }

    @Test
    void wrongCredentialsAreADenialAfterOneTry() {
        registry.requireBasic("me", "secret");

        assertThat(open(upstream.as("me", "wrong", registry.url()))).isEqualTo(Lookup.denied());
        assertThat(registry.count()).isEqualTo(2);
    }

    /** Case 23. */
    @Test
    void a403ForAMissingRepositoryIsADenial() {
        registry.requireTokens();
        registry.access().makePrivate("team/app").denyWith(403);

        assertThat(open(upstream.at(registry.url()))).isEqualTo(Lookup.denied());
    }

    /** Case 54, the other way round. */
    @Test
    void credentialsThatWereNotAskedForAreNotShown() {
        try (RemoteBlob stream = found(open(upstream.as("me", "secret", registry.url())))) {
            assertThat(stream.isPublic()).isTrue();
        }
        assertThat(registry.requests())
                .extracting(request -> request.header("Authorization"))
                .containsOnlyNulls();
    }
}
