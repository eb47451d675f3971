package dev.entrepot.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.oci.Digest;
import dev.entrepot.testkit.real.Lab;
import dev.entrepot.testkit.real.RealEntrepot;
import dev.entrepot.testkit.registry.FakeRegistry;
import dev.entrepot.testkit.registry.content.ImageFixture;
import dev.entrepot.testkit.registry.content.Part;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A data folder that was copied without its index, where the upstream cannot be asked. */
class CopiedFolderIT {

    private static final List<ImageFixture> IMAGES = List.of(
            ImageFixture.random(1, 3 << 20, 20_000), ImageFixture.random(2, 1 << 20), ImageFixture.random(3, 5_000));

    @RegisterExtension
    static final Lab lab = new Lab();

    @RegisterExtension
    final FakeRegistry upstream = FakeRegistry.start();

    @Test
    void everythingItHoldsIsServedFromTheFirstRequestOn() throws Exception {
        RealEntrepot entrepot = lab.entrepot(EntrepotYaml.upTest(upstream.url(), "1h"));
        for (int i = 0; i < IMAGES.size(); i++) {
            upstream.addImage("app" + i, "1", IMAGES.get(i));
        }
        assertPulled(entrepot);
        Awaitility.await()
                .untilAsserted(
                        () -> assertThat(entrepot.data().resolve("ingest")).isEmptyDirectory());
        entrepot.stop();
        leaveOnlyWhatIsWorthCopying(entrepot.data());
        upstream.stopListening();

        entrepot.start();

        assertPulled(entrepot);
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(entrepot.admin("/readyz")).doesNotContain("\"index\""));
        assertPulled(entrepot);
    }

    private static void assertPulled(RealEntrepot entrepot) {
        for (int i = 0; i < IMAGES.size(); i++) {
            String repository = "/v2/app" + i;
            ImageFixture image = IMAGES.get(i);
            assertServed(entrepot, repository + "/manifests/1", image.manifest());
            assertServed(entrepot, repository + "/manifests/" + image.digest(), image.manifest());
            image.blobs().forEach(blob -> assertServed(entrepot, repository + "/blobs/" + blob.digest(), blob));
        }
    }

    private static void assertServed(RealEntrepot entrepot, String target, Part part) {
        HttpResponse<byte[]> answer = entrepot.get(target);
        assertThat(answer.statusCode()).as(target).isEqualTo(200);
        assertThat(Digest.sha256(answer.body())).as(target).isEqualTo(part.digest());
    }

    /** Blobs and records; everything else is left behind. */
    private static void leaveOnlyWhatIsWorthCopying(Path data) throws IOException {
        try (Stream<Path> all = Files.walk(data)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                Path name = data.relativize(file).getName(0);
                if (!name.toString().equals("blobs") && !name.toString().equals("repositories")) {
                    Files.delete(file);
                }
            }
        }
    }
}
