package dev.entrepot.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.testkit.real.Lab;
import dev.entrepot.testkit.real.LoggedRequest;
import dev.entrepot.testkit.real.OciImage;
import dev.entrepot.testkit.real.RandomFile;
import dev.entrepot.testkit.real.RealContainerd;
import dev.entrepot.testkit.real.RealEntrepot;
import dev.entrepot.testkit.real.RealRegistry;
import dev.entrepot.testkit.real.ThrottledTcp;
import dev.entrepot.testkit.real.ThrottledTcp.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The line to the upstream breaks; seen from a real containerd. */
class BrokenUpstreamIT {

    private static final String TAG = "up.test/app:1";
    private static final RandomFile LAYER = new RandomFile("opt/app/data.bin", 20 << 20);

    @RegisterExtension
    static final Lab lab = new Lab("containerd", "ctr", "docker-registry", "skopeo");

    private RealRegistry upstream;
    private ThrottledTcp line;
    private RealEntrepot entrepot;
    private OciImage image;
    private RealContainerd node;

    @BeforeEach
    void start() {
        image = lab.images().image("1", LAYER);
        upstream = lab.registry("upstream");
        upstream.push(image, "app");
        line = lab.lineTo(upstream.port());
        entrepot = lab.entrepot(EntrepotYaml.upTest(line.url(), "1h"));
        node = lab.containerd("node");
        node.mirror("up.test", entrepot.url());
    }

    @ParameterizedTest
    @EnumSource
    void aBreakInTheMiddleOfALayerIsMendedByARangedRequest(Fault fault) {
        line.breakAfter(10 << 20, fault);

        node.pull(TAG);

        assertThat(node.checksums(TAG, image.paths())).isEqualTo(image.checksums());
        assertThat(upstream.requests().stream().filter(LoggedRequest::isBlobGet))
                .filteredOn(request -> request.status() == 206)
                .hasSize(1);
    }

    @Test
    void aPullFailsWhileTheUpstreamRefusesAndTheNextOneIsRight() throws IOException {
        upstream.stop();

        assertThat(node.tryPull(TAG).err()).contains("503");
        assertThat(storedBlobs()).isZero();

        upstream.start();
        node.pull(TAG);
        assertThat(node.checksums(TAG, image.paths())).isEqualTo(image.checksums());
    }

    @Test
    void anUpstreamThatHangsIsGivenUpBeforeContainerdGivesUpOnUs() {
        line.pause();
        long start = System.nanoTime();

        assertThat(node.tryPull(TAG).err()).contains("503");

        assertThat((System.nanoTime() - start) / 1e9).isLessThan(25);
        line.resume();
        node.pull(TAG);
        assertThat(node.checksums(TAG, image.paths())).isEqualTo(image.checksums());
    }

    private long storedBlobs() throws IOException {
        Path blobs = entrepot.data().resolve("blobs");
        if (!Files.exists(blobs)) {
            return 0;
        }
        try (Stream<Path> files = Files.walk(blobs)) {
            return files.filter(Files::isRegularFile).count();
        }
    }
}
