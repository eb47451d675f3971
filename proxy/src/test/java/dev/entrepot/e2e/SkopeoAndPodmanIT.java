package dev.entrepot.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.testkit.real.Binaries;
import dev.entrepot.testkit.real.Lab;
import dev.entrepot.testkit.real.OciImage;
import dev.entrepot.testkit.real.Podman;
import dev.entrepot.testkit.real.RandomFile;
import dev.entrepot.testkit.real.RealEntrepot;
import dev.entrepot.testkit.real.RealRegistry;
import dev.entrepot.testkit.real.Skopeo;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Clients that send no {@code ns}: the registry is part of the path, or is the default. */
class SkopeoAndPodmanIT {

    private static final RandomFile[] FILES = {
        new RandomFile("etc/app/config.bin", 1000), new RandomFile("opt/app/data.bin", 5 << 20)
    };

    @RegisterExtension
    static final Lab lab = new Lab("docker-registry", "skopeo");

    private RealRegistry upstream;
    private RealEntrepot entrepot;

    @BeforeEach
    void start() {
        upstream = lab.registry("upstream");
        entrepot = lab.entrepot(EntrepotYaml.upTest(upstream.url(), "1h"));
    }

    @Test
    void skopeoCopiesEveryBlobOfAnIndex() {
        OciImage image = lab.images().multiPlatform("1", FILES);
        upstream.push(image, "team/app");

        Skopeo skopeo = lab.skopeo();

        assertThat(Skopeo.blobs(skopeo.copy(entrepot.authority() + "/up.test/team/app:1", "--all")))
                .isEqualTo(Skopeo.blobs(image.layout()));
    }

    @Test
    void skopeoCopiesFromTheDefaultUpstream() {
        OciImage image = lab.images().image("1", FILES);
        upstream.push(image, "app");

        assertThat(Skopeo.blobs(lab.skopeo().copy(entrepot.authority() + "/app:1")))
                .isEqualTo(Skopeo.blobs(image.layout()));
    }

    @Test
    void aSecondCopyCausesNoUpstreamRequest() {
        OciImage image = lab.images().image("1", FILES);
        upstream.push(image, "app");
        Skopeo skopeo = lab.skopeo();
        skopeo.copy(entrepot.authority() + "/up.test/app:1");
        upstream.forget();

        skopeo.copy(entrepot.authority() + "/up.test/app:1");

        assertThat(upstream.requests()).isEmpty();
    }

    @Test
    void skopeoCopiesWhileTheUpstreamIsStopped() {
        OciImage image = lab.images().image("1", FILES);
        upstream.push(image, "app");
        Skopeo skopeo = lab.skopeo();
        skopeo.copy(entrepot.authority() + "/up.test/app:1");
        upstream.stop();

        assertThat(Skopeo.blobs(skopeo.copy(entrepot.authority() + "/up.test/app:1")))
                .isEqualTo(Skopeo.blobs(image.layout()));
    }

    @Test
    void podmanUnpacksFromEntrepotAsItsMirror() {
        Binaries.require("podmanUnpacksFromEntrepotAsItsMirror", "podman");
        OciImage image = lab.images().image("1", FILES);
        upstream.push(image, "app");
        Podman podman = lab.podman();
        podman.mirror("up.test", entrepot.authority() + "/up.test");

        podman.pull("up.test/app:1");

        assertThat(podman.checksums("up.test/app:1", image.paths())).isEqualTo(image.checksums());
        assertThat(upstream.requests()).isNotEmpty();
    }

    /** Case 58 of protocol.md: podman takes an image from one place, so that a next mirror is not asked for its layers. */
    @Test
    void anImageHeldInPartFailsOfflineAndIsWholeOnceTheUpstreamIsBack() {
        Binaries.require("anImageHeldInPartFailsOfflineAndIsWholeOnceTheUpstreamIsBack", "podman");
        OciImage image = lab.images().image("1", FILES);
        upstream.push(image, "app");
        assertThat(entrepot.get("/v2/up.test/app/manifests/1").statusCode()).isEqualTo(200);
        upstream.stop();
        Podman podman = lab.podman();
        String reference = entrepot.authority() + "/up.test/app:1";

        assertThat(podman.tryPull(reference).err()).contains("503");
        upstream.start();
        podman.pull(reference);

        assertThat(podman.checksums(reference, image.paths())).isEqualTo(image.checksums());
    }
}
