package dev.entrepot.proxy.upstream;

import static dev.entrepot.proxy.upstream.UpstreamFixture.HASTY;
import static dev.entrepot.proxy.upstream.UpstreamFixture.bytes;
import static dev.entrepot.proxy.upstream.UpstreamFixture.endpoint;
import static dev.entrepot.proxy.upstream.UpstreamFixture.found;
import static dev.entrepot.proxy.upstream.UpstreamFixture.repository;
import static dev.entrepot.proxy.upstream.UpstreamFixture.soon;
import static dev.entrepot.proxy.upstream.UpstreamFixture.trouble;
import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.blob.RemoteBlob;
import dev.entrepot.core.blob.Window;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.oci.Repository;
import dev.entrepot.proxy.upstream.credential.Credential;
import dev.entrepot.proxy.upstream.credential.CredentialSource;
import dev.entrepot.proxy.upstream.http.ConnectionSettings;
import dev.entrepot.proxy.upstream.http.UpstreamException.Kind;
import dev.entrepot.testkit.registry.FakeRegistry;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One upstream at several URLs: the next one is asked when the one before could not be, and never when it said no. */
class FallbackUrlsTest {

    private static final Repository APP = repository("team/app");

    @RegisterExtension
    final FakeRegistry first = FakeRegistry.start();

    @RegisterExtension
    final FakeRegistry second = FakeRegistry.start();

    @RegisterExtension
    final UpstreamFixture upstream = new UpstreamFixture();

    private final Digest blob = first.addBlob("team/app", new byte[] {1, 2, 3});

    FallbackUrlsTest() {
        second.addBlob("team/app", new byte[] {1, 2, 3});
        second.addManifest("team/app", "v1", "application/json", new byte[] {'{', '}'});
    }

    private UpstreamEndpoint both() {
        return endpoint(first.url(), second.url());
    }

    private Lookup<RemoteBlob> open(UpstreamEndpoint endpoint) {
        return upstream.with(endpoint).open(APP, blob, Window.all(), soon());
    }

    @Test
    void aFirstOneThatAnswersIsTheOnlyOneAsked() throws IOException {
        assertThat(bytes(open(both()))).hasSize(3);
        assertThat(second.count()).isZero();
    }

    @Test
    void aFirstOneThatIsDownIsReplaced() throws IOException {
        first.stopListening();

        assertThat(bytes(open(both()))).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 429, 500, 502, 503})
    void aFirstOneThatCannotAnswerNowIsReplaced(int status) throws IOException {
        first.faults().onAny().status(status);

        assertThat(bytes(open(both()))).hasSize(3);
        assertThat(first.count()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 405, 410})
    void aFirstOneThatSaysNoIsBelieved(int status) {
        first.faults().onAny().status(status);

        open(both());

        assertThat(second.count()).isZero();
    }

    @Test
    void aHeadThatHasToBecomeAGetBecomesOneAtTheSameUrl() {
        first.faults().onManifests().method("HEAD").status(405);
        Digest digest = first.addManifest("team/app", "v1", "application/json", new byte[] {'[', ']'});

        assertThat(found(upstream.with(both()).head(Reference.parse(APP, "v1"), soon()))
                        .digest())
                .isEqualTo(digest);
        assertThat(second.count()).isZero();
    }

    @Test
    void aFirstOneWhoseTokenServiceIsDownIsReplaced() throws IOException {
        first.requireTokens().stopListening();

        assertThat(bytes(open(both()))).hasSize(3);
    }

    @Test
    void aFirstOneThatHangsLeavesTimeForTheOthers() throws IOException {
        first.faults().onAny().hangBeforeHeaders();

        Lookup<RemoteBlob> answer =
                upstream.with(both()).open(APP, blob, Window.all(), Deadline.after(Duration.ofSeconds(2)));

        assertThat(bytes(answer)).hasSize(3);
    }

    @Test
    void whenAllAreDownTheLastOnesTroubleIsTold() {
        first.faults().onAny().status(503);
        second.stopListening();

        assertThat(trouble(open(both())).kind()).isEqualTo(Kind.CONNECT);
    }

    /** A tag would not be served stale otherwise, just because a mirror does not know us. */
    @ParameterizedTest
    @ValueSource(ints = {401, 403})
    void aDenialByAFallbackIsNotTheRegistrys(int status) {
        first.faults().onAny().status(502);
        second.faults().onAny().status(status);

        assertThat(trouble(open(both())).status()).isEqualTo(502);
    }

    @Test
    void theFirstOnesPasswordIsNotShownToTheOthers() {
        first.faults().onAny().status(503);
        second.requireBasic("me", "secret");
        CredentialSource password = CredentialSource.fixed(first.address(), new Credential.Password("me", "secret"));

        assertThat(trouble(open(both().with(password))).status()).isEqualTo(503);

        assertThat(second.requests())
                .extracting(request -> request.header("Authorization"))
                .containsOnlyNulls();
    }

    @Test
    void eachHasItsOwnCredentials() throws IOException {
        first.faults().onAny().status(503);
        second.requireBasic("me", "secret");
        CredentialSource password = CredentialSource.fixed(second.address(), new Credential.Password("me", "secret"));

        assertThat(bytes(open(both().with(password)))).hasSize(3);
    }

    @Test
    void aTagIsLookedForInTheSameOrder() {
        first.faults().onAny().hangBeforeHeaders();
        UpstreamEndpoint hasty = both().with(ConnectionSettings.of(HASTY, 8));

        assertThat(found(upstream.with(hasty).get(Reference.parse(APP, "v1"), soon()))
                        .manifest()
                        .size())
                .isEqualTo(2);
    }
}
