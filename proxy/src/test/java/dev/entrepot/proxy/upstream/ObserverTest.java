package dev.entrepot.proxy.upstream;

import static dev.entrepot.proxy.upstream.UpstreamFixture.endpoint;
import static dev.entrepot.proxy.upstream.UpstreamFixture.found;
import static dev.entrepot.proxy.upstream.UpstreamFixture.repository;
import static dev.entrepot.proxy.upstream.UpstreamFixture.soon;
import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.blob.Window;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.oci.Repository;
import dev.entrepot.proxy.upstream.http.Origin;
import dev.entrepot.testkit.registry.FakeRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ObserverTest {

    private static final Repository APP = repository("team/app");

    @RegisterExtension
    final FakeRegistry registry = FakeRegistry.start();

    @RegisterExtension
    final UpstreamFixture upstream = new UpstreamFixture();

    private final List<String> heard = new ArrayList<>();
    private final Digest blob = registry.addBlob("team/app", new byte[] {1});

    private UpstreamRegistry source() {
        return upstream.with(endpoint(registry.url()), new Listener(heard));
    }

    private record Listener(List<String> heard) implements UpstreamObserver {

        @Override
        public void attemptStarted(Operation operation) {
            heard.add("started " + operation);
        }

        @Override
        public void attemptEnded(Operation operation, Lookup<?> answer, Duration took) {
            assertThat(took).isPositive();
            heard.add("ended " + operation + " " + answer.getClass().getSimpleName());
        }

        @Override
        public void tokenAsked(Origin service, TokenOutcome outcome, Duration took) {
            heard.add("token " + outcome);
        }
    }

    @Test
    void anAttemptWithATokenIsHeardOnce() {
        registry.requireTokens();

        found(source().open(APP, blob, Window.all(), soon())).close();

        assertThat(heard).containsExactly("started BLOB", "token GRANTED", "ended BLOB Found");
    }

    @Test
    void aFailedAttemptIsHeard() {
        registry.requireTokens().faults().onAny().status(503);

        source().get(Reference.parse(APP, "v1"), soon());

        assertThat(heard).containsExactly("started MANIFEST_GET", "token FAILED", "ended MANIFEST_GET Unreachable");
    }

    @Test
    void aHeadThatBecomesAGetIsTwoAttempts() {
        registry.faults().onManifests().method("HEAD").status(405);

        source().head(Reference.parse(APP, "v1"), soon());

        assertThat(heard)
                .containsExactly(
                        "started MANIFEST_HEAD",
                        "ended MANIFEST_HEAD Unreachable",
                        "started MANIFEST_GET",
                        "ended MANIFEST_GET Absent");
    }

    @Test
    void aProbeIsToldFromARange() {
        found(source().open(APP, blob, Window.probe(), soon())).close();

        assertThat(heard).containsExactly("started BLOB_PROBE", "ended BLOB_PROBE Found");
    }
}
