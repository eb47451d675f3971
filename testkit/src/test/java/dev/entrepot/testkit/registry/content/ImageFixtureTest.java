package dev.entrepot.testkit.registry.content;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.DigestAlgorithm;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageFixtureTest {

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 1_558, 1_559, 1_560, 2_070, 2_071, 65_536, 67_000, 67_001, 1_000_000, 1 << 20})
    void aLayerHasExactlyTheSizeAskedFor(long size) {
        assertThat(ImageFixture.random(1, size).layer(0).size()).isEqualTo(size);
    }

    @ParameterizedTest
    @ValueSource(longs = {1_559, 1_560, 65_536, 67_000, 1_000_000})
    void aLayerIsAGzippedTarWhoseDigestIsInTheConfig(long size) throws IOException {
        ImageFixture image = ImageFixture.random(1, size);

        byte[] tar = gunzip(image.layer(0).bytes());

        assertThat(tar.length % 512).isZero();
        assertThat(new String(tar, 0, 7, StandardCharsets.US_ASCII)).isEqualTo("layer-0");
        assertThat(new String(tar, 257, 5, StandardCharsets.US_ASCII)).isEqualTo("ustar");
        assertThat(text(image.config())).contains(Digest.sha256(tar).toString());
    }

    @Test
    void theManifestDescribesConfigAndLayers() {
        ImageFixture image = ImageFixture.random(1, 2000, 3000);

        assertThat(text(image.manifest()))
                .contains(image.config().descriptorMembers())
                .contains(image.layer(0).descriptorMembers())
                .contains(image.layer(1).descriptorMembers())
                .contains(MediaTypes.OCI.manifest());
    }

    @Test
    void theSameSeedGivesTheSameImageAndAnotherGivesAnother() {
        assertThat(ImageFixture.random(1, 2000).digest())
                .isEqualTo(ImageFixture.random(1, 2000).digest())
                .isNotEqualTo(ImageFixture.random(2, 2000).digest());
    }

    @Test
    void layersOfOneImageDiffer() {
        ImageFixture image = ImageFixture.random(1, 2000, 2000);

        assertThat(image.layer(0).digest()).isNotEqualTo(image.layer(1).digest());
    }

    @Test
    void anImageCanBeBuiltOnAnother() {
        ImageFixture base = ImageFixture.random(1, 2000);

        ImageFixture image = ImageFixture.builder(2).base(base).layers(3000).build();

        assertThat(image.layers()).hasSize(2).startsWith(base.layer(0));
        assertThat(image.diffIds()).hasSize(2).startsWith(base.diffIds().getFirst());
    }

    @Test
    void dockersTypesAreThereToo() {
        ImageFixture image = ImageFixture.builder(1)
                .layers(2000)
                .mediaTypes(MediaTypes.DOCKER)
                .build();

        assertThat(image.manifest().mediaType()).isEqualTo("application/vnd.docker.distribution.manifest.v2+json");
        assertThat(text(image.manifest())).contains("application/vnd.docker.image.rootfs.diff.tar.gzip");
    }

    @Test
    void sha512CanNameEverythingInAnImage() {
        ImageFixture image = ImageFixture.builder(1)
                .layers(2000)
                .algorithm(DigestAlgorithm.SHA512)
                .build();

        assertThat(image.digest().algorithm()).isEqualTo(DigestAlgorithm.SHA512);
        assertThat(text(image.manifest())).doesNotContain("sha256:");
    }

    @Test
    void anIndexDescribesOneImagePerPlatform() {
        IndexFixture index = IndexFixture.random(1, 2000);

        assertThat(index.images()).extracting(ImageFixture::architecture).containsExactly("amd64", "arm64");
        assertThat(text(index.manifest()))
                .contains(index.images().get(0).digest().toString())
                .contains(index.images().get(1).digest().toString());
    }

    private static String text(Part part) {
        return new String(part.bytes(), StandardCharsets.UTF_8);
    }

    private static byte[] gunzip(byte[] bytes) throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            return in.readAllBytes();
        }
    }
}
