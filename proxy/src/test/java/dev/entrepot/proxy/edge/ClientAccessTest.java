package dev.entrepot.proxy.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.oci.Digest;
import dev.entrepot.testkit.registry.FakeRegistry;
import dev.entrepot.testkit.registry.content.BlobContent;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may ask, on the wire; protocol.md, cases 53 and 54. */
class ClientAccessTest {

    /** {@code bob} and {@code password}. */
    private static final String HTPASSWD = "bob:{SHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g=\n";

    private static final String TOKEN = "0123456789abcdef0123456789abcdef";
    private static final String BOB = basic("bob:password");
    private static final String BEARER = "Authorization: Bearer " + TOKEN;
    private static final String CHALLENGE = "Basic realm=\"entrepot\"";

    @RegisterExtension
    final FakeRegistry upstream = FakeRegistry.start();

    @RegisterExtension
    final ConfiguredProxy proxy = new ConfiguredProxy();

    @RegisterExtension
    final LoggedLines log = new LoggedLines();

    private Digest blob = Digest.parse("sha256:" + "0".repeat(64));

    @BeforeEach
    void fill() throws Exception {
        blob = upstream.addBlob("a/b", BlobContent.random(1, 100_000));
        proxy.file("htpasswd", HTPASSWD).file("tokens", "node:" + TOKEN + "\n");
    }

    private static String basic(String userAndPassword) {
        return "Authorization: Basic "
                + Base64.getEncoder().encodeToString(userAndPassword.getBytes(StandardCharsets.UTF_8));
    }

    /** @param keys of the upstream, and below it those of {@code clients} */
    private void start(String keys) throws Exception {
        proxy.start("default-upstream: up.test\nupstreams:\n  up.test:\n    url: " + upstream.url() + "\n" + keys);
    }

    private String layer() {
        return "/v2/a/b/blobs/" + blob;
    }

    @Test
    void withoutAnyRuleWhatAClientShowsIsIgnoredAndGoesNowhere() throws Exception {
        start("");

        assertThat(proxy.get(layer(), basic("me:upstream-password")).status()).isEqualTo(200);

        assertThat(upstream.requests())
                .singleElement()
                .satisfies(
                        request -> assertThat(request.header("Authorization")).isNull());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v2/", "/v2", "/v2/a/b/manifests/1", "/v2/a/b/blobs/x", "/docker.io/v2/", "/", "/other"})
    void withPasswordsEveryPathIsClosedToWhoShowsNone(String target) throws Exception {
        start("clients: {htpasswd: htpasswd}");

        Wire.Response refused = proxy.get(target);

        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.header("WWW-Authenticate")).isEqualTo(CHALLENGE);
        assertThat(refused.header("Docker-Distribution-API-Version")).isEqualTo("registry/2.0");
        assertThat(refused.header("Content-Type")).isEqualTo("application/json");
        assertThat(refused.text()).contains("\"code\":\"UNAUTHORIZED\"");
        assertThat(upstream.requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"HEAD", "PUT", "DELETE"})
    void withPasswordsEveryMethodIsClosedToWhoShowsNone(String method) throws Exception {
        start("clients: {htpasswd: htpasswd}");

        assertThat(proxy.send(method, layer()).status()).isEqualTo(401);
    }

    @Test
    void theRightPasswordOpensThePingAndThePull() throws Exception {
        start("clients: {htpasswd: htpasswd}");

        assertThat(proxy.get("/v2/", BOB).status()).isEqualTo(200);
        assertThat(proxy.get(layer(), BOB).body()).hasSize(100_000);
        assertThat(upstream.requests())
                .singleElement()
                .satisfies(
                        request -> assertThat(request.header("Authorization")).isNull());
    }

    @Test
    void aHitIsClosedToTheWrongPasswordToo() throws Exception {
        start("clients: {htpasswd: htpasswd}");
        proxy.get(layer(), BOB);

        assertThat(proxy.get(layer(), basic("bob:wrong")).status()).isEqualTo(401);
        assertThat(proxy.get(layer()).status()).isEqualTo(401);
    }

    @Test
    void aRefusedConnectionStaysOpenForTheAnswerToTheChallenge() throws Exception {
        start("clients: {htpasswd: htpasswd}");
        try (Wire wire = proxy.connect()) {
            wire.send("GET", "/v2/");
            assertThat(wire.receive("GET").status()).isEqualTo(401);
            wire.send("GET", "/v2/", BOB);
            assertThat(wire.receive("GET").status()).isEqualTo(200);
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrderWhileAPasswordIsChecked() throws Exception {
        start("clients: {htpasswd: htpasswd}");
        try (Wire wire = proxy.connect()) {
            wire.send("GET", "/v2/", BOB);
            wire.send("GET", "/v2/");
            wire.send("GET", layer(), BOB);

            assertThat(wire.receive("GET").status()).isEqualTo(200);
            assertThat(wire.receive("GET").status()).isEqualTo(401);
            assertThat(wire.receive("GET").body()).hasSize(100_000);
        }
    }

    @Test
    void whoeverAsksSharesOneCopy() throws Exception {
        start("clients: {htpasswd: htpasswd, tokens-file: tokens}");

        assertThat(proxy.get(layer(), BOB).status()).isEqualTo(200);
        assertThat(proxy.get(layer(), BEARER).status()).isEqualTo(200);

        assertThat(upstream.count("GET", "/blobs/")).isEqualTo(1);
    }

    @Test
    void aTokenIsTakenUnasked() throws Exception {
        start("clients: {tokens-file: tokens}");

        assertThat(proxy.get("/v2/", BEARER).status()).isEqualTo(200);
    }

    @Test
    void withTokensAloneNobodyIsChallengedForAPassword() throws Exception {
        start("clients: {tokens-file: tokens}");

        Wire.Response refused = proxy.get("/v2/");

        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.headers()).doesNotContainKey("www-authenticate");
    }

    @Test
    void anAddressThatIsNotAllowedIsDeniedAndNeverChallenged() throws Exception {
        start("clients: {allow: [10.0.0.0/8], htpasswd: htpasswd}");

        Wire.Response refused = proxy.get(layer(), BOB);

        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.headers()).doesNotContainKey("www-authenticate");
        assertThat(refused.text()).contains("\"code\":\"DENIED\"").contains("clients.allow");
        assertThat(upstream.requests()).isEmpty();
    }

    @Test
    void aForwardedAddressIsNotBelieved() throws Exception {
        start("clients: {allow: [10.0.0.0/8]}");

        assertThat(proxy.get("/v2/", "X-Forwarded-For: 10.1.2.3", "X-Real-IP: 10.1.2.3", "Forwarded: for=10.1.2.3")
                        .status())
                .isEqualTo(403);
    }

    @Test
    void anAllowedAddressNeedsNothingElse() throws Exception {
        start("clients: {allow: [127.0.0.0/8]}");

        assertThat(proxy.get(layer()).status()).isEqualTo(200);
    }

    @Test
    void theUpstreamsChallengeNeverReachesTheClient() throws Exception {
        upstream.requireBasic("someone", "else");
        start("");

        Wire.Response refused = proxy.get(layer());

        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.headers()).doesNotContainKey("www-authenticate");
    }

    @Test
    void anUpstreamHearsItsOwnCredentialsAndNeverTheClients() throws Exception {
        upstream.requireBasic("me", "mine");
        start("    username: me\n    password: mine\nclients: {htpasswd: htpasswd}");

        assertThat(proxy.get(layer(), BOB).status()).isEqualTo(200);

        assertThat(upstream.requests())
                .extracting(request -> request.header("Authorization"))
                .containsOnly(null, basic("me:mine").substring("Authorization: ".length()));
    }

    @Test
    void theLogNamesTheUserAndNothingShowsTheSecret() throws Exception {
        start("clients: {htpasswd: htpasswd, tokens-file: tokens}");
        proxy.get(layer(), BOB);
        proxy.get(layer(), BEARER);
        proxy.get("/v2/", basic("bob:wrong"));
        proxy.stop();

        // A line comes when its answer has been sent, and not before the client's next one, on another connection.
        assertThat(log.access())
                .hasSize(3)
                .anySatisfy(line -> assertThat(line).contains("user=\"bob\"").contains("status=200"))
                .anySatisfy(line -> assertThat(line).contains("user=\"node\"").contains("status=200"))
                .anySatisfy(line -> assertThat(line).contains("user=\"-\"").contains("status=401"));
        assertThat(log.all())
                .noneMatch(line -> line.contains(BOB.substring(21)))
                .noneMatch(line -> line.contains("password"))
                .noneMatch(line -> line.contains(TOKEN));
    }
}
