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
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.oci.Repository;
import dev.entrepot.proxy.upstream.http.UpstreamException.Kind;
import dev.entrepot.testkit.registry.FakeRegistry;
import dev.entrepot.testkit.registry.TokenServer;
import dev.entrepot.testkit.registry.TokenServer.Shape;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When tokens are asked for, and what is made of a token service that does not give one. */
class TokenTrafficTest {

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
    void anAnonymousTokenIsAskedForWithOurOwnScope() throws IOException {
        TokenServer tokens = registry.requireTokens();

        assertThat(bytes(open(upstream.at(registry.url())))).hasSize(3);
        assertThat(tokens.lines())
                .containsExactly("GET /token?service=fake-registry&scope=repository%3Ateam%2Fapp%3Apull");
        assertThat(tokens.requests().getFirst().header("Authorization")).isNull();
    }

    @Test
    void onlyTheFirstRequestIsChallenged() throws IOException {
        TokenServer tokens = registry.requireTokens();
        UpstreamRegistry source = upstream.at(registry.url());

        bytes(open(source));
        bytes(open(source));

        assertThat(statuses(registry)).containsExactly(401, 200, 200);
        assertThat(tokens.count()).isEqualTo(1);
    }

    @Test
    void anotherRepositoryNeedsAnotherTokenButNoChallenge() throws IOException {
        registry.addBlob("other/app", new byte[] {1, 2, 3});
        TokenServer tokens = registry.requireTokens();
        UpstreamRegistry source = upstream.at(registry.url());

        bytes(open(source));
        bytes(open(source, repository("other/app")));

        assertThat(statuses(registry)).containsExactly(401, 200, 200);
        assertThat(tokens.count()).isEqualTo(2);
    }

    /** Case 50: ACR answers {@code access_token} only. */
    @ParameterizedTest
    @EnumSource(
            value = Shape.class,
            names = {"TOKEN", "ACCESS_TOKEN", "BOTH"})
    void aTokenIsFoundUnderEitherName(Shape shape) throws IOException {
        registry.requireTokens().shape(shape);

        assertThat(bytes(open(upstream.at(registry.url())))).hasSize(3);
    }

    @Test
    void anAnswerWithoutATokenIsTokenTrouble() {
        registry.requireTokens().shape(Shape.NONE);

        assertThat(trouble(open(upstream.at(registry.url()))).kind()).isEqualTo(Kind.TOKEN);
    }

    @Test
    void aNewTokenThatDoesNotSufficeIsADenialWithoutAnotherTry() {
        TokenServer tokens = registry.requireTokens();
        registry.access().makePrivate("team/app");

        assertThat(open(upstream.at(registry.url()))).isEqualTo(Lookup.denied());
        assertThat(tokens.count()).isEqualTo(1);
        assertThat(statuses(registry)).containsExactly(401, 401);
    }

    @Test
    void anExpiredTokenIsReplacedOnce() throws IOException {
        TokenServer tokens = registry.requireTokens();
        UpstreamRegistry source = upstream.at(registry.url());
        bytes(open(source));
        tokens.expireTokens();

        assertThat(bytes(open(source))).hasSize(3);
        assertThat(tokens.count()).isEqualTo(2);
        assertThat(statuses(registry)).containsExactly(401, 200, 401, 200);
    }

    /** Case 56. */
    @Test
    void fiftyAtOnceShareOneToken() throws Exception {
        TokenServer tokens = registry.requireTokens();
        UpstreamRegistry source = upstream.at(registry.url());
        try (ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<byte[]>> bodies = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                bodies.add(readers.submit(() -> bytes(open(source))));
            }
            for (Future<byte[]> body : bodies) {
                assertThat(body.get()).hasSize(3);
            }
        }
        assertThat(tokens.count()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 503})
    void aTokenServiceThatFailsIsNotARefusal(int status) {
        registry.requireTokens().faults().onAny().status(status).header("Retry-After", "9");

        var trouble = trouble(open(upstream.at(registry.url())));

        assertThat(trouble.kind()).isEqualTo(Kind.TOKEN);
        assertThat(trouble.status()).isEqualTo(status);
        assertThat(trouble.retryAfter()).contains(Duration.ofSeconds(9));
    }

    @Test
    void aTokenServiceThatIsDownIsTokenTrouble() {
        registry.requireTokens().stopListening();

        assertThat(trouble(open(upstream.at(registry.url()))).kind()).isEqualTo(Kind.TOKEN);
    }

    @Test
    void aTokenServiceThatHangsIsTokenTroubleByTheDeadline() {
        registry.requireTokens().faults().onAny().hangBeforeHeaders();

        assertThat(trouble(open(upstream.at(registry.url(), UpstreamFixture.HASTY)))
                        .kind())
                .isEqualTo(Kind.TOKEN);
    }

    @Test
    void blobsAndManifestsOfARepositoryShareItsToken() throws IOException {
        registry.addManifest("team/app", "v1", "application/json", new byte[] {'{', '}'});
        TokenServer tokens = registry.requireTokens();
        UpstreamRegistry source = upstream.at(registry.url());

        found(source.head(Reference.parse(APP, "v1"), soon()));
        found(source.get(Reference.parse(APP, "v1"), soon()));
        bytes(open(source));

        assertThat(tokens.count()).isEqualTo(1);
        assertThat(statuses(registry)).containsExactly(401, 200, 200, 200);
    }
}
