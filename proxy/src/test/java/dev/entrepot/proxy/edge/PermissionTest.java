package dev.entrepot.proxy.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.oci.Digest;
import dev.entrepot.testkit.registry.FakeRegistry;
import dev.entrepot.testkit.registry.content.BlobContent;
import dev.entrepot.testkit.registry.wire.Gate;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A digest is not a permission: what is held of a repository reached with credentials is not shown through another one
 * until the upstream has said so for that one.
 */
class PermissionTest {

    private static final String TYPE = "application/vnd.oci.image.manifest.v1+json";
    private static final BlobContent SECRET = BlobContent.random(21, 2_000_000);

    @RegisterExtension
    final FakeRegistry upstream = FakeRegistry.start();

    @RegisterExtension
    final RunningProxy proxy = new RunningProxy(upstream, "username: robot\npassword: secret");

    private Digest digest;

    @BeforeEach
    void givenAPrivateBlob() {
        upstream.requireBasic("robot", "secret");
        digest = upstream.addBlob("team/private", SECRET);
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({"GET,", "HEAD,", "GET,bytes=0-9", "GET,bytes=1000000-", "GET,bytes=-5"})
    void aHeldBlobIsUnknownThroughAnotherRepositoryAndNothingOfItIsTold(String method, String range)
            throws IOException {
        hold();

        Wire.Response response = range == null
                ? proxy.send(method, "/v2/team/other/blobs/" + digest)
                : proxy.send(method, "/v2/team/other/blobs/" + digest, "Range: " + range);

        assertThat(response.status()).isEqualTo(404);
        assertThat(response.headers()).doesNotContainKeys("content-range", "etag", "docker-content-digest");
        assertThat(response.header("content-length")).isNotEqualTo(Long.toString(SECRET.size()));
        assertThat(response.text()).doesNotContain(Long.toString(SECRET.size()));
        assertThat(upstream.requests("GET", "/v2/team/other/blobs/"))
                .extracting(request -> request.header("Range"))
                .containsExactly("bytes=0-0");
    }

    @Test
    void whatIsHeldIsNotToldFromWhatIsNot() throws IOException {
        hold();

        Wire.Response held = proxy.get("/v2/team/other/blobs/" + digest);
        Digest nobodys = Digest.sha256(new byte[] {1});
        Wire.Response absent = proxy.get("/v2/team/other/blobs/" + nobodys);

        // An id and a time are each answer's own.
        assertThat(held.headers())
                .usingRecursiveComparison()
                .ignoringFields("date", "x-request-id")
                .isEqualTo(absent.headers());
        assertThat(held.text().replace(digest.toString(), "D"))
                .isEqualTo(absent.text().replace(nobodys.toString(), "D"));
    }

    /** So that how long an answer takes tells nothing either: it is the way there and back. */
    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({"GET,", "HEAD,", "GET,bytes=0-9", "GET,bytes=1000000-"})
    void whatIsHeldAndWhatIsNotBothCostOneRequestOfTheUpstream(String method, String range) throws IOException {
        hold();
        Digest nobodys = Digest.sha256(new byte[] {1});
        String[] headers = range == null ? new String[0] : new String[] {"Range: " + range};

        proxy.send(method, "/v2/team/other/blobs/" + digest, headers);
        proxy.send(method, "/v2/team/other/blobs/" + nobodys, headers);

        assertThat(upstream.count("GET", "/v2/team/other/blobs/" + digest)).isEqualTo(1);
        assertThat(upstream.count("GET", "/v2/team/other/blobs/" + nobodys)).isEqualTo(1);
    }

    @Test
    void onceTheUpstreamHasSaidSoItCostsOneByteAndIsServed() throws IOException {
        hold();
        upstream.addBlob("team/other", SECRET);

        Wire.Response first = proxy.get("/v2/team/other/blobs/" + digest);
        Wire.Response second = proxy.get("/v2/team/other/blobs/" + digest);

        assertThat(first.body()).isEqualTo(SECRET.toBytes());
        assertThat(second.body()).isEqualTo(SECRET.toBytes());
        assertThat(upstream.requests("GET", "/v2/team/other/blobs/"))
                .singleElement()
                .satisfies(request -> {
                    assertThat(request.header("Range")).isEqualTo("bytes=0-0");
                    assertThat(request.awaitEnd().bytesSent()).isEqualTo(1);
                });
    }

    @Test
    void whileTheUpstreamCannotBeAskedOnlyTheProvenRepositoryIsServed() throws IOException {
        hold();
        upstream.stopListening();

        assertThat(proxy.get("/v2/team/other/blobs/" + digest).status()).isEqualTo(503);
        assertThat(proxy.get("/v2/team/private/blobs/" + digest).body()).isEqualTo(SECRET.toBytes());
    }

    @Test
    void neitherTagsNorReferrersOfAnotherRepositoryAreTold() throws IOException {
        hold();
        Digest image = upstream.addManifest("team/private", "secret-tag", TYPE, new byte[] {'{', '}'});
        Digest signature = upstream.addReferrer("team/private", image, "test/signature");
        proxy.get("/v2/team/private/manifests/secret-tag");
        proxy.get("/v2/team/private/manifests/" + signature);
        assertThat(proxy.get("/v2/team/private/tags/list").text()).contains("secret-tag");
        upstream.stopListening();

        Wire.Response tags = proxy.get("/v2/team/other/tags/list");
        Wire.Response referrers = proxy.get("/v2/team/other/referrers/" + image);

        assertThat(tags.text()).doesNotContain("secret-tag");
        assertThat(referrers.text()).doesNotContain(signature.hex());
        assertThat(tags.status()).isEqualTo(503);
        assertThat(referrers.status()).isEqualTo(503);
    }

    @Test
    void aDownloadUnderWayIsNotJoinedThroughARepositoryThatDoesNotHaveIt() throws IOException {
        Gate gate = new Gate();
        upstream.faults().onBlob(digest).repository("team/private").holdAt(1_000_000, gate);
        try (Wire owner = proxy.connect()) {
            owner.send("GET", "/v2/team/private/blobs/" + digest);
            owner.skipHead();
            gate.awaitArrived();

            Wire.Response joined = proxy.get("/v2/team/other/blobs/" + digest);
            Wire.Response ranged = proxy.get("/v2/team/other/blobs/" + digest, "Range: bytes=0-9");

            assertThat(joined.status()).isEqualTo(404);
            assertThat(ranged.status()).isEqualTo(404);
            gate.open();
            assertThat(owner.readSome((int) SECRET.size())).isEqualTo(SECRET.toBytes());
        } finally {
            gate.open();
        }
    }

    @Test
    void aRepositoryThatTheRegistryDeniesIsDeniedAlsoForWhatIsHeld() throws IOException {
        hold();
        upstream.addBlob("team/denied", SECRET);
        upstream.access().makePrivate("team/denied", "somebody-else").denyWith(403);

        assertThat(proxy.get("/v2/team/denied/blobs/" + digest).status()).isEqualTo(403);
    }

    private void hold() throws IOException {
        assertThat(proxy.get("/v2/team/private/blobs/" + digest).isWhole()).isTrue();
        proxy.awaitHeld(1);
    }
}
