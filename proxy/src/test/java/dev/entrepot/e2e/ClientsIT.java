package dev.entrepot.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.testkit.real.Binaries;
import dev.entrepot.testkit.real.Buildah;
import dev.entrepot.testkit.real.Lab;
import dev.entrepot.testkit.real.LoggedRequest;
import dev.entrepot.testkit.real.OciImage;
import dev.entrepot.testkit.real.OciImages;
import dev.entrepot.testkit.real.Podman;
import dev.entrepot.testkit.real.RandomFile;
import dev.entrepot.testkit.real.RealContainerd;
import dev.entrepot.testkit.real.RealEntrepot;
import dev.entrepot.testkit.real.RealRegistry;
import dev.entrepot.testkit.real.ThrottledTcp;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What real clients do besides pulling an image of one platform by its tag. */
class ClientsIT {

    private static final String TAG = "up.test/team/app:1";
    private static final RandomFile[] FILES = {
        new RandomFile("etc/app/config.bin", 1000), new RandomFile("opt/app/data.bin", 20 << 20)
    };

    @RegisterExtension
    static final Lab lab = new Lab("docker-registry", "skopeo");

    private RealRegistry upstream;
    private RealEntrepot entrepot;
    private String byPath;

    @BeforeEach
    void start() {
        upstream = lab.registry("upstream");
        entrepot = lab.entrepot(EntrepotYaml.upTest(upstream.url(), "1h"));
        byPath = entrepot.authority() + "/" + TAG;
    }

    @Test
    void buildahBuildsFromAnImageByTagAndByDigest() {
        Binaries.require("buildahBuildsFromAnImageByTagAndByDigest", "buildah");
        OciImage image = pushed();
        Buildah buildah = lab.buildah();

        String byTag = buildah.from(byPath);
        String byDigest = buildah.from(entrepot.authority() + "/up.test/team/app@" + image.digest());

        assertThat(buildah.checksums(byTag, image.paths())).isEqualTo(image.checksums());
        assertThat(buildah.checksums(byDigest, image.paths())).isEqualTo(image.checksums());
        assertEachBlobWasFetchedOnce(3);
    }

    @Test
    void podmanAndBuildahTakeThePlatformTheyAreAskedFor() {
        Binaries.require("podmanAndBuildahTakeThePlatformTheyAreAskedFor", "podman", "buildah");
        upstream.push(lab.images().multiPlatform("1", FILES), "team/app");
        String other = OciImages.otherPlatform();

        Podman podman = lab.podman();
        podman.pull(byPath, "--platform", other);
        assertEachBlobWasFetchedOnce(3);
        lab.buildah().from(byPath, "--platform", other);
        assertEachBlobWasFetchedOnce(3);

        podman.pull(byPath);
        assertEachBlobWasFetchedOnce(6);
    }

    @Test
    void podmanPullsByDigest() {
        Binaries.require("podmanPullsByDigest", "podman");
        OciImage image = pushed();
        Podman podman = lab.podman();
        String reference = entrepot.authority() + "/up.test/team/app@" + image.digest();

        podman.pull(reference);

        assertThat(podman.checksums(reference, image.paths())).isEqualTo(image.checksums());
    }

    @Test
    void everyClientUnpacksLayersOfZstd() {
        Binaries.require("everyClientUnpacksLayersOfZstd", "podman", "buildah", "containerd", "ctr");
        Binaries.requireMounts("everyClientUnpacksLayersOfZstd");
        OciImage image = lab.images().image("1", FILES);
        upstream.pushAsZstd(image, "team/app");
        String manifest =
                new String(entrepot.get("/v2/up.test/team/app/manifests/1").body(), StandardCharsets.UTF_8);
        assertThat(manifest).contains("application/vnd.oci.image.layer.v1.tar+zstd");
        Podman podman = lab.podman();
        Buildah buildah = lab.buildah();
        RealContainerd node = node(entrepot.url());

        podman.pull(byPath);
        node.pull(TAG);

        assertThat(podman.checksums(byPath, image.paths())).isEqualTo(image.checksums());
        assertThat(node.checksums(TAG, image.paths())).isEqualTo(image.checksums());
        assertThat(buildah.checksums(buildah.from(byPath), image.paths())).isEqualTo(image.checksums());
        assertEachBlobWasFetchedOnce(3);
    }

    /** The line between the client and entrepot ends; the client asks for the rest by a range. */
    @Test
    void containerdGoesOnWhereItsConnectionEnded() {
        Binaries.require("containerdGoesOnWhereItsConnectionEnded", "containerd", "ctr");
        Binaries.requireMounts("containerdGoesOnWhereItsConnectionEnded");
        OciImage image = pushed();
        ThrottledTcp line = lab.lineTo(entrepot.port());
        line.breakAfter(12 << 20, ThrottledTcp.Fault.FIN);
        RealContainerd node = node(line.url());

        node.pull(TAG);

        assertThat(node.checksums(TAG, image.paths())).isEqualTo(image.checksums());
        assertThat(line.bytesDown()).isLessThan(25L << 20);
        assertEachBlobWasFetchedOnce(3);
    }

    @Test
    void aPullAfterOneThatWasResetCostsTheUpstreamNothing() {
        Binaries.require("aPullAfterOneThatWasResetCostsTheUpstreamNothing", "containerd", "ctr");
        Binaries.requireMounts("aPullAfterOneThatWasResetCostsTheUpstreamNothing");
        OciImage image = pushed();
        ThrottledTcp line = lab.lineTo(entrepot.port());
        line.breakAfter(12 << 20, ThrottledTcp.Fault.RST);
        RealContainerd node = node(line.url());

        assertThat(node.tryPull(TAG).err()).contains("reset by peer");
        node.pull(TAG);

        assertThat(node.checksums(TAG, image.paths())).isEqualTo(image.checksums());
        assertEachBlobWasFetchedOnce(3);
    }

    private OciImage pushed() {
        OciImage image = lab.images().image("1", FILES);
        upstream.push(image, "team/app");
        return image;
    }

    private RealContainerd node(String mirror) {
        RealContainerd node = lab.containerd("node");
        node.mirror("up.test", mirror);
        return node;
    }

    private void assertEachBlobWasFetchedOnce(int blobs) {
        assertThat(upstream.requests().stream().filter(LoggedRequest::isBlobGet))
                .extracting(LoggedRequest::path)
                .doesNotHaveDuplicates()
                .hasSize(blobs);
    }
}
