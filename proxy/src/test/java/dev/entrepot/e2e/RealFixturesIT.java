package dev.entrepot.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.testkit.real.Lab;
import dev.entrepot.testkit.real.LoggedRequest;
import dev.entrepot.testkit.real.OciImage;
import dev.entrepot.testkit.real.OciImages;
import dev.entrepot.testkit.real.Podman;
import dev.entrepot.testkit.real.RandomFile;
import dev.entrepot.testkit.real.RealContainerd;
import dev.entrepot.testkit.real.RealRegistry;
import dev.entrepot.testkit.real.Skopeo;
import dev.entrepot.testkit.real.ThrottledTcp;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The fixtures against each other, without entrepot. */
class RealFixturesIT {

    private static final RandomFile SMALL = new RandomFile("etc/app/config.bin", 1000);
    private static final RandomFile LARGE = new RandomFile("opt/app/data.bin", 5 << 20);

    @RegisterExtension
    static final Lab lab = new Lab("containerd", "ctr", "docker-registry", "skopeo", "podman");

    @Test
    void containerdUnpacksFromTheMirrorThatHostsTomlNames() {
        OciImage image = lab.images().image("1", SMALL, LARGE);
        RealRegistry registry = lab.registry("registry");
        registry.push(image, "app");
        RealContainerd node = lab.containerd("node");
        node.mirror("up.test", registry.url());

        node.pull("up.test/app:1");

        assertThat(node.digestOf("up.test/app:1")).isEqualTo(image.digest().toString());
        assertThat(node.checksums("up.test/app:1", image.paths())).isEqualTo(image.checksums());
        assertThat(registry.requests())
                .hasSize(5)
                .allSatisfy(request -> assertThat(request.target()).endsWith("?ns=up.test"))
                .allSatisfy(request -> assertThat(request.userAgent()).startsWith("containerd/"));
    }

    @Test
    void containerdPullsEitherPlatformOfAnIndex() {
        OciImage image = lab.images().multiPlatform("1", SMALL, LARGE);
        RealRegistry registry = lab.registry("registry");
        registry.push(image, "app");
        RealContainerd node = lab.containerd("node");
        node.mirror("up.test", registry.url());

        node.pull("up.test/app:1");
        node.pull("up.test/app:1", "--platform", OciImages.otherPlatform());

        assertThat(node.checksums("up.test/app:1", image.paths())).isEqualTo(image.checksums());
        assertThat(registry.requests().stream().filter(LoggedRequest::isBlobGet))
                .hasSize(6);
    }

    @Test
    void aDockerSchema2ImageUnpacksToTheSameFiles() {
        OciImage image = lab.images().image("1", SMALL);
        RealRegistry registry = lab.registry("registry");
        registry.pushAsDockerSchema2(image, "app");
        RealContainerd node = lab.containerd("node");
        node.mirror("up.test", registry.url());

        node.pull("up.test/app:1");

        assertThat(node.digestOf("up.test/app:1")).isNotEqualTo(image.digest().toString());
        assertThat(node.checksums("up.test/app:1", image.paths())).isEqualTo(image.checksums());
    }

    @Test
    void aPullFailsWhenTheMirrorIsStoppedAndWorksWhenItIsBack() {
        OciImage image = lab.images().image("1", SMALL);
        RealRegistry registry = lab.registry("registry");
        registry.push(image, "app");
        RealContainerd node = lab.containerd("node");
        node.mirror("up.test", registry.url());

        registry.stop();
        assertThat(node.tryPull("up.test/app:1").err()).contains("connection refused");

        registry.start();
        node.pull("up.test/app:1");
    }

    @Test
    void containerdResumesOverALineThatEndsMidLayer() {
        OciImage image = lab.images().image("1", LARGE);
        RealRegistry registry = lab.registry("registry");
        registry.push(image, "app");
        ThrottledTcp line = lab.lineTo(registry.port());
        RealContainerd node = lab.containerd("node");
        node.mirror("up.test", line.url());

        line.breakAfter(2 << 20, ThrottledTcp.Fault.FIN);
        node.pull("up.test/app:1");

        assertThat(registry.requests()).anyMatch(request -> request.isBlobGet() && request.status() == 206);
        assertThat(node.checksums("up.test/app:1", image.paths())).isEqualTo(image.checksums());
    }

    @Test
    void containerdGivesUpOverALineThatIsResetMidLayer() {
        OciImage image = lab.images().image("1", LARGE);
        RealRegistry registry = lab.registry("registry");
        registry.push(image, "app");
        ThrottledTcp line = lab.lineTo(registry.port());
        RealContainerd node = lab.containerd("node");
        node.mirror("up.test", line.url());

        line.breakAfter(2 << 20, ThrottledTcp.Fault.RST);

        assertThat(node.tryPull("up.test/app:1").err()).contains("connection reset by peer");
    }

    @Test
    void aLineKeepsItsRate() {
        OciImage image = lab.images().image("1", LARGE);
        RealRegistry registry = lab.registry("registry");
        registry.push(image, "app");
        ThrottledTcp line = lab.lineTo(registry.port());
        line.bytesPerSecond(5 << 20);

        long start = System.nanoTime();
        lab.skopeo().copy("127.0.0.1:" + line.port() + "/app:1");

        assertThat((System.nanoTime() - start) / 1e9).isBetween(0.9, 3.0);
        assertThat(line.bytesDown()).isGreaterThan(LARGE.size());
    }

    @Test
    void skopeoCopiesEveryBlob() {
        OciImage image = lab.images().image("1", SMALL, LARGE);
        RealRegistry registry = lab.guardedRegistry("registry", "me:secret");
        registry.push(image, "app");

        Path copy = lab.skopeo().copy("127.0.0.1:" + registry.port() + "/app:1", "--src-creds=me:secret");

        assertThat(Skopeo.blobs(copy)).isEqualTo(Skopeo.blobs(image.layout()));
    }

    @Test
    void podmanUnpacksFromAMirror() {
        OciImage image = lab.images().image("1", SMALL, LARGE);
        RealRegistry registry = lab.registry("registry");
        registry.push(image, "app");
        Podman podman = lab.podman();
        podman.mirror("up.test", "127.0.0.1:" + registry.port());

        podman.pull("up.test/app:1");

        assertThat(podman.checksums("up.test/app:1", image.paths())).isEqualTo(image.checksums());
    }
}
