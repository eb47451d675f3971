package dev.entrepot.proxy.demo.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DemoImagesTest {

    private static final DemoImages IMAGES = DemoImages.make();
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void aManifestDescribesConfigAndLayersAsTheyAre() throws IOException {
        DemoImage image = IMAGES.app();
        JsonNode manifest = JSON.readTree(bytes(image.manifest()));

        assertThat(manifest.path("schemaVersion").asInt()).isEqualTo(2);
        assertThat(manifest.path("config").path("digest").asText())
                .isEqualTo(image.config().digest().toString());
        assertThat(manifest.path("layers")).hasSize(3);
        for (int i = 0; i < 3; i++) {
            JsonNode layer = manifest.path("layers").path(i);
            assertThat(layer.path("digest").asText())
                    .isEqualTo(image.layers().get(i).digest().toString());
            assertThat(layer.path("size").asLong())
                    .isEqualTo(image.layers().get(i).size());
            assertThat(layer.path("mediaType").asText()).isEqualTo(LayerTar.MEDIA_TYPE);
        }
    }

    @Test
    void aLayerIsATarWhoseHeadersAddUp() {
        byte[] tar = bytes(IMAGES.damaged().layers().getFirst());

        Set<String> names = new HashSet<>();
        int position = 0;
        while (tar[position] != 0) {
            assertThat(sum(tar, position)).isEqualTo(octal(tar, position + 148, 6));
            names.add(text(tar, position, 100));
            position += 512 + Math.ceilDiv(octal(tar, position + 124, 11), 512) * 512;
        }

        assertThat(names).containsExactlyInAnyOrder("opt/", "opt/till/", "opt/till/README", "opt/till/data");
        assertThat(tar).hasSize(position + 1024);
    }

    @Test
    void imagesShareLayersOnlyWhereTheyAreMeantTo() {
        List<DemoBlob> app = IMAGES.app().blobs();

        assertThat(IMAGES.sibling().layers()).filteredOn(app::contains).hasSize(2);
        assertThat(IMAGES.crowd().blobs()).doesNotContainAnyElementsOf(app);
        assertThat(IMAGES.damaged().blobs()).doesNotContainAnyElementsOf(app);
    }

    @Test
    void theSameBytesComeOutEachTime() {
        assertThat(DemoImages.make().app().manifest().digest())
                .isEqualTo(IMAGES.app().manifest().digest());
    }

    private static byte[] bytes(DemoBlob blob) {
        byte[] bytes = new byte[Math.toIntExact(blob.size())];
        blob.read(0, bytes, bytes.length);
        return bytes;
    }

    private static int sum(byte[] tar, int position) {
        int sum = 0;
        for (int i = 0; i < 512; i++) {
            sum += i >= 148 && i < 156 ? ' ' : tar[position + i] & 0xff;
        }
        return sum;
    }

    private static int octal(byte[] tar, int position, int length) {
        return Integer.parseInt(text(tar, position, length), 8);
    }

    private static String text(byte[] tar, int position, int most) {
        String text = new String(tar, position, most, StandardCharsets.US_ASCII);
        int end = text.indexOf('\0');
        return end < 0 ? text : text.substring(0, end);
    }
}
