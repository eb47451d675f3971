package dev.entrepot.proxy.upstream;

import static dev.entrepot.proxy.upstream.UpstreamFixture.bytes;
import static dev.entrepot.proxy.upstream.UpstreamFixture.cause;
import static dev.entrepot.proxy.upstream.UpstreamFixture.repository;
import static dev.entrepot.proxy.upstream.UpstreamFixture.soon;
import static dev.entrepot.proxy.upstream.UpstreamFixture.trouble;
import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.blob.RemoteBlob;
import dev.entrepot.core.blob.Window;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Repository;
import dev.entrepot.proxy.upstream.credential.Credential;
import dev.entrepot.proxy.upstream.credential.CredentialException;
import dev.entrepot.proxy.upstream.credential.CredentialSource;
import dev.entrepot.proxy.upstream.http.UpstreamException.Kind;
import dev.entrepot.testkit.registry.FakeRegistry;
import dev.entrepot.testkit.registry.wire.Recorded;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Passwords that live for hours: ECR answers 400 or 403 when they have expired, and what is refused is renewed once. */
class RenewedCredentialsTest {

    private static final Repository APP = repository("team/app");

    @RegisterExtension
    final FakeRegistry registry = FakeRegistry.start();

    @RegisterExtension
    final UpstreamFixture upstream = new UpstreamFixture();

    private final Digest blob = registry.addBlob("team/app", new byte[] {1, 2, 3});
    private final Rotating rotating = new Rotating(registry.address());

    /** What a helper would do: the next password whenever one is refused. */
    private static final class Rotating implements CredentialSource {

        private final String host;
        private final List<String> asked = new ArrayList<>();
        private int turn = 1;
        private int last = 1;

        Rotating(String host) {
            this.host = host;
        }

        @Override
        public Optional<Credential> find(String server, @Nullable Credential refused, Deadline deadline) {
            asked.add(server + (refused == null ? "" : " again"));
            if (!server.equals(host) || (refused != null && turn == last)) {
                return Optional.empty();
            }
            turn = refused == null ? turn : turn + 1;
            return Optional.of(new Credential.Password("AWS", "password-" + turn));
        }
    }

    private Lookup<RemoteBlob> open(UpstreamRegistry source) {
        return source.open(APP, blob, Window.all(), soon());
    }

    private List<Integer> statuses() {
        return registry.requests().stream()
                .map(request -> request.awaitEnd().status())
                .toList();
    }

    private void expire(int status) {
        registry.faults()
                .on(request -> TokenFlowsTest.basic("AWS:password-1").equals(request.header("Authorization")))
                .evenIfRefused()
                .status(status);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403})
    void anExpiredPasswordIsRenewedOnceAndTheRequestRepeated(int status) throws IOException {
        registry.requireBasic("AWS", "password-2");
        expire(status);
        rotating.last = 2;
        UpstreamRegistry source = upstream.with(rotating, registry.url());

        assertThat(bytes(open(source))).hasSize(3);

        assertThat(statuses()).containsExactly(401, status, 200);
        assertThat(registry.requests())
                .extracting(request -> request.header("Authorization"))
                .containsExactly(null, TokenFlowsTest.basic("AWS:password-1"), TokenFlowsTest.basic("AWS:password-2"));
    }

    @Test
    void aRenewedPasswordThatIsRefusedTooIsADenial() {
        registry.requireBasic("AWS", "password-3");
        rotating.last = 9;

        assertThat(open(upstream.with(rotating, registry.url()))).isEqualTo(Lookup.denied());
        assertThat(statuses()).containsExactly(401, 401, 401);
    }

    @Test
    void withoutABetterPasswordNothingIsRepeated() {
        registry.requireBasic("AWS", "password-2");
        expire(403);

        assertThat(open(upstream.with(rotating, registry.url()))).isEqualTo(Lookup.denied());
        assertThat(statuses()).containsExactly(401, 403);
    }

    @Test
    void aPasswordThatTheTokenServiceRefusesIsRenewedOnce() throws IOException {
        var tokens = registry.requireTokens();
        registry.access().addUser("AWS", "password-2").makePrivate("team/app", "AWS");
        rotating.last = 2;

        assertThat(bytes(open(upstream.with(rotating, registry.url())))).hasSize(3);
        assertThat(tokens.requests())
                .extracting(request -> request.header("Authorization"))
                .containsExactly(TokenFlowsTest.basic("AWS:password-1"), TokenFlowsTest.basic("AWS:password-2"));
        assertThat(statuses()).containsExactly(401, 200);
    }

    @Test
    void aRegistryThatWantsNothingIsShownNothingAndNoSourceIsAsked() throws IOException {
        bytes(open(upstream.with(rotating, registry.url())));

        assertThat(rotating.asked).isEmpty();
    }

    @Test
    void aSourceIsAskedForTheRegistryAndNeverForItsCdnOrTokenService() throws IOException {
        registry.requireTokens();
        registry.access().addUser("AWS", "password-1").makePrivate("team/app", "AWS");
        registry.redirectBlobs();

        bytes(open(upstream.with(rotating, registry.url())));

        assertThat(rotating.asked).containsOnly(registry.address());
    }

    @Test
    void aSourceThatFailsIsTroubleAndNotAnonymity() {
        registry.requireTokens();
        CredentialSource broken = (host, refused, deadline) -> {
            throw new CredentialException("no such helper");
        };

        assertThat(trouble(open(upstream.with(broken, registry.url()))).kind()).isEqualTo(Kind.CREDENTIAL);
        assertThat(cause(open(upstream.with(broken, registry.url()))))
                .hasMessage(
                        "the credentials configured for " + registry.address() + " cannot be had; the log says why");
        assertThat(registry.tokens().count()).isZero();
    }

    /** RFC 6750 says 403 where registries mostly say 401. */
    @ParameterizedTest
    @ValueSource(strings = {"invalid_token", "insufficient_scope"})
    void aKeptTokenThatIsRefusedWith403AndAReasonIsReplacedOnce(String reason) throws IOException {
        var tokens = registry.requireTokens();
        UpstreamRegistry source = upstream.at(registry.url());
        bytes(open(source));
        registry.faults()
                .onBlobs()
                .times(1)
                .status(403)
                .header("WWW-Authenticate", "Bearer realm=\"" + tokens.realm() + "\",error=\"" + reason + "\"");

        assertThat(bytes(open(source))).hasSize(3);

        assertThat(statuses()).containsExactly(401, 200, 403, 200);
        assertThat(tokens.requests()).extracting(Recorded::method).containsExactly("GET", "GET");
    }

    @Test
    void aTokenThatIsRefusedWith403AndNoReasonIsAnAnswer() throws IOException {
        registry.requireTokens();
        UpstreamRegistry source = upstream.at(registry.url());
        bytes(open(source));
        registry.faults().onBlobs().status(403);

        assertThat(open(source)).isEqualTo(Lookup.denied());
        assertThat(statuses()).containsExactly(401, 200, 403);
    }
}
