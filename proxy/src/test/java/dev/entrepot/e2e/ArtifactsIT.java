package dev.entrepot.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.oci.Digest;
import dev.entrepot.testkit.real.Lab;
import dev.entrepot.testkit.real.RealEntrepot;
import dev.entrepot.testkit.real.Skopeo;
import dev.entrepot.testkit.registry.FakeRegistry;
import dev.entrepot.testkit.registry.content.ImageFixture;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is no image, or is about one: skopeo, which checks every digest, gets it through entrepot. */
class ArtifactsIT {

    private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";

    @RegisterExtension
    static final Lab lab = new Lab("skopeo");

    @RegisterExtension
    final FakeRegistry upstream = FakeRegistry.start();

    private Skopeo skopeo;

    @BeforeEach
    void start() {
        skopeo = lab.skopeo();
    }

    private RealEntrepot entrepot() {
        return lab.entrepot(EntrepotYaml.upTest(upstream.url(), "1h"));
    }

    private String artifact(String configType, String layerType) {
        Digest config = upstream.addBlob("team/thing", "{\"name\":\"thing\"}".getBytes(UTF_8));
        Digest layer = upstream.addBlob("team/thing", "all of it".getBytes(UTF_8));
        return """
                {"schemaVersion":2,"mediaType":"%s","config":{"mediaType":"%s","digest":"%s","size":16},\
                "layers":[{"mediaType":"%s","digest":"%s","size":9}]}""".formatted(MANIFEST, configType, config, layerType, layer);
    }

    private void isCopied(RealEntrepot entrepot, String reference, Digest digest) {
        Path copy = skopeo.copy(entrepot.authority() + "/up.test/team/thing" + reference);

        assertThat(Skopeo.blobs(copy)).hasSize(3).contains(digest.hex());
    }

    @Test
    void anArtifactIsPulledByTagAndByDigest() {
        String manifest = artifact("application/vnd.oci.empty.v1+json", "text/plain");
        Digest digest = upstream.addManifest("team/thing", "1", MANIFEST, manifest.getBytes(UTF_8));
        RealEntrepot entrepot = entrepot();

        isCopied(entrepot, ":1", digest);
        isCopied(entrepot, "@" + digest, digest);
    }

    /** helm writes the {@code +} of a version as {@code _}. */
    @Test
    void aChartOfHelmIsPulled() {
        String manifest = artifact(
                "application/vnd.cncf.helm.config.v1+json", "application/vnd.cncf.helm.chart.content.v1.tar+gzip");
        Digest digest = upstream.addManifest("team/thing", "1.2.3_build.4", MANIFEST, manifest.getBytes(UTF_8));

        isCopied(entrepot(), ":1.2.3_build.4", digest);
    }

    @Test
    void aSignatureIsFoundAmongTheReferrersAndPulledByItsDigest() {
        Digest subject = upstream.addImage("team/thing", "1", ImageFixture.random(1, 1000));
        Digest signature = upstream.addReferrer("team/thing", subject, "application/vnd.dev.sigstore.bundle.v0.3+json");
        RealEntrepot entrepot = entrepot();

        String list = new String(
                entrepot.get("/v2/up.test/team/thing/referrers/" + subject).body(), UTF_8);
        assertThat(list).contains(signature.toString());
        Path copy = skopeo.copy(entrepot.authority() + "/up.test/team/thing@" + signature);

        assertThat(Skopeo.blobs(copy)).contains(signature.hex());
    }

    /** As cosign attaches it; Debian's skopeo is built without what would verify it. */
    @Test
    void aSignatureIsPulledByItsTag() {
        Digest subject = upstream.addImage("team/thing", "1", ImageFixture.random(1, 1000));
        String manifest = artifact(
                "application/vnd.oci.image.config.v1+json", "application/vnd.dev.cosign.simplesigning.v1+json");
        String tag = "sha256-" + subject.hex() + ".sig";
        Digest digest = upstream.addManifest("team/thing", tag, MANIFEST, manifest.getBytes(UTF_8));

        isCopied(entrepot(), ":" + tag, digest);
    }
}
