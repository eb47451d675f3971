package dev.entrepot.proxy.upstream;

import static dev.entrepot.proxy.upstream.UpstreamFixture.repository;
import static dev.entrepot.proxy.upstream.UpstreamFixture.soon;
import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.testkit.registry.FakeRegistry;
import dev.entrepot.testkit.registry.wire.Answer;
import dev.entrepot.testkit.registry.wire.Recorded;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose word a 404 for a manifest is. */
class BareAbsenceTest {

    private static final Reference TAG = Reference.parse(repository("team/app"), "v1");
    private static final Lookup<?> BARE = new Lookup.Absent<>(Lookup.Refusal.BARE_NOT_FOUND);
    private static final String UNKNOWN = "{\"errors\":[{\"code\":\"MANIFEST_UNKNOWN\"}]}";

    @RegisterExtension
    final FakeRegistry registry = FakeRegistry.start();

    @RegisterExtension
    final UpstreamFixture upstream = new UpstreamFixture();

    private void answering(Answer answer) {
        registry.faults().onManifests().answer(theirs -> answer);
    }

    private Lookup<?> head() {
        return upstream.at(registry.url()).head(TAG, soon());
    }

    private Lookup<?> get() {
        return upstream.at(registry.url()).get(TAG, soon());
    }

    @Test
    void a404InPlainTextIsNoRegistrys() {
        answering(Answer.text(404, "text/plain; charset=utf-8", "default backend - 404"));

        assertThat(head()).isEqualTo(BARE);
        assertThat(get()).isEqualTo(BARE);
        assertThat(registry.requests()).extracting(Recorded::method).containsExactly("HEAD", "GET");
    }

    @Test
    void a404WithoutAnythingIsNoRegistrys() {
        answering(Answer.empty(404));

        assertThat(head()).isEqualTo(BARE);
        assertThat(get()).isEqualTo(BARE);
    }

    @Test
    void aPageWithoutEndIsNoRegistrys() {
        answering(Answer.text(404, "text/html", UNKNOWN + "x".repeat(1 << 20)));

        assertThat(get()).isEqualTo(BARE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "application/json; charset=utf-8", "application/problem+JSON"})
    void a404InJsonIsARegistrys(String mediaType) {
        answering(Answer.text(404, mediaType, "{}"));

        assertThat(head()).isEqualTo(Lookup.absent());
        assertThat(get()).isEqualTo(Lookup.absent());
    }

    @Test
    void a404WithTheHeaderOfRegistriesIsARegistrys() {
        answering(Answer.empty(404).withHeader("Docker-Distribution-Api-Version", "registry/2.0"));

        assertThat(head()).isEqualTo(Lookup.absent());
        assertThat(get()).isEqualTo(Lookup.absent());
    }

    @ParameterizedTest
    @ValueSource(strings = {"MANIFEST_UNKNOWN", "NAME_UNKNOWN"})
    void aRegistrysErrorIsItsOwnWhateverItsMediaType(String code) {
        answering(Answer.text(404, "text/plain", UNKNOWN.replace("MANIFEST_UNKNOWN", code)));

        assertThat(get()).isEqualTo(Lookup.absent());
    }
}
