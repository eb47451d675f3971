package dev.entrepot.proxy.upstream;

import static dev.entrepot.proxy.upstream.UpstreamFixture.bytes;
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
import dev.entrepot.proxy.upstream.http.UpstreamException.Kind;
import dev.entrepot.testkit.registry.FakeRegistry;
import dev.entrepot.testkit.registry.TokenServer;
import dev.entrepot.testkit.registry.wire.Recorded;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which way a token is asked for, and what is shown to whom on it (protocol.md, case 50). */
class TokenFlowsTest {

    private static final Repository APP = repository("team/app");
    private static final String SCOPE = "repository:team/app:pull";

    @RegisterExtension
    final FakeRegistry registry = FakeRegistry.start();

    @RegisterExtension
    final UpstreamFixture upstream = new UpstreamFixture();

    private final Digest blob = registry.addBlob("team/app", new byte[] {1, 2, 3});
    private final TokenServer tokens = registry.requireTokens().addIdentityToken("long-lived", "me");

    TokenFlowsTest() {
        registry.access().addUser("me", "secret").makePrivate("team/app", "me");
    }

    private UpstreamRegistry byIdentity(String token) {
        return upstream.as(new Credential.IdentityToken(token), registry.url());
    }

    private UpstreamRegistry byPassword() {
        return upstream.as("me", "secret", registry.url());
    }

    private Lookup<RemoteBlob> open(UpstreamRegistry source) {
        return source.open(APP, blob, Window.all(), soon());
    }

    private void assertThatOnlyTokensReachedTheRegistry() {
        assertThat(registry.requests())
                .extracting(request -> request.header("Authorization"))
                .allMatch(shown -> shown == null || shown.toString().startsWith("Bearer token-"));
    }

    @Test
    void anIdentityTokenIsExchangedByPost() throws IOException {
        tokens.acceptPost();

        assertThat(bytes(open(byIdentity("long-lived")))).hasSize(3);

        assertThat(tokens.lines()).containsExactly("POST /token");
        Recorded asked = tokens.requests().getFirst();
        assertThat(asked.header("Content-Type")).isEqualTo("application/x-www-form-urlencoded");
        assertThat(asked.header("Authorization")).isNull();
        assertThat(asked.request().body())
                .isEqualTo("grant_type=refresh_token&refresh_token=long-lived&service=fake-registry"
                        + "&client_id=entrepot&scope=repository%3Ateam%2Fapp%3Apull");
        assertThatOnlyTokensReachedTheRegistry();
    }

    @Test
    void anIdentityTokenThatHasExpiredIsADenialThatNamesNoMethod() {
        tokens.acceptPost();

        assertThat(open(byIdentity("expired"))).isEqualTo(Lookup.denied());
        assertThat(tokens.lines()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 404, 405, 501})
    void whereFormsAreNotSpokenAnIdentityTokenIsShownByGet(int status) {
        tokens.faults().onAny().method("POST").status(status);

        open(byIdentity("long-lived"));

        assertThat(tokens.requests()).extracting(Recorded::method).containsExactly("POST", "GET");
        assertThat(tokens.requests().getLast().header("Authorization")).isEqualTo(basic(":long-lived"));
    }

    @Test
    void aPasswordIsShownByGetAndByPostOnlyWhereGetIsNotSpoken() throws IOException {
        tokens.acceptOnlyPost();

        assertThat(bytes(open(byPassword()))).hasSize(3);

        assertThat(tokens.requests()).extracting(Recorded::method).containsExactly("GET", "POST");
        assertThat(tokens.requests().getLast().request().formParameters("grant_type"))
                .containsExactly("password");
        assertThat(tokens.requests().getLast().request().formParameters("username"))
                .containsExactly("me");
        assertThat(tokens.requests().getLast().request().formParameters("scope"))
                .containsExactly(SCOPE);
        assertThatOnlyTokensReachedTheRegistry();
    }

    @Test
    void theWayThatWorkedIsTakenFirstTheNextTime() throws IOException {
        tokens.acceptOnlyPost();
        UpstreamRegistry source = byPassword();
        bytes(open(source));
        tokens.expireTokens();

        assertThat(bytes(open(source))).hasSize(3);

        assertThat(tokens.requests()).extracting(Recorded::method).containsExactly("GET", "POST", "POST");
    }

    @Test
    void aPasswordThatIsRefusedIsNotTriedTheOtherWay() {
        assertThat(open(upstream.as("me", "wrong", registry.url()))).isEqualTo(Lookup.denied());

        assertThat(tokens.lines()).hasSize(1);
    }

    @Test
    void whoHasNothingToShowNeverPosts() {
        tokens.acceptOnlyPost();

        assertThat(trouble(open(upstream.at(registry.url()))).kind()).isEqualTo(Kind.TOKEN);
        assertThat(tokens.requests()).extracting(Recorded::method).containsExactly("GET");
    }

    @Test
    void aServiceThatSpeaksNeitherIsTroubleWithTheStatusOfTheFirstAnswer() {
        tokens.faults().onAny().method("GET").status(404);
        tokens.faults().onAny().method("POST").status(405);

        assertThat(trouble(open(byPassword())).status()).isEqualTo(404);
    }

    @Test
    void aFormIsNotSentToWhereARealmRedirects() {
        tokens.acceptPost()
                .faults()
                .onAny()
                .status(307)
                .header("Location", registry.cdn().url() + "/token");

        assertThat(trouble(open(byIdentity("long-lived"))).kind()).isEqualTo(Kind.TOKEN);
        assertThat(registry.cdn().count()).isZero();
    }

    @Test
    void aPasswordIsNotSentToWhereARealmRedirects() {
        tokens.faults().onAny().status(307).header("Location", registry.cdn().url() + "/token");

        open(byPassword());

        assertThat(registry.cdn().requests())
                .isNotEmpty()
                .extracting(request -> request.header("Authorization"))
                .containsOnlyNulls();
    }

    @Test
    void anIdentityTokenIsNoPasswordForARegistryThatWantsOne() {
        registry.requireBasic("me", "secret");

        assertThat(open(byIdentity("long-lived"))).isEqualTo(Lookup.denied());
        assertThat(registry.requests())
                .extracting(request -> request.header("Authorization"))
                .containsOnlyNulls();
    }

    static String basic(String pair) {
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }
}
