package dev.entrepot.testkit.registry.content;

import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.DigestAlgorithm;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An image that a runtime can unpack: manifest, config, and layers that are gzipped tars of one file each.
 * A layer has exactly the size asked for; one below 1,559 bytes is too small for a tar and plain random bytes.
 *
 * @param diffIds digests of the layers' tars, in the order of the layers
 */
public record ImageFixture(Part manifest, Part config, List<Part> layers, List<String> diffIds, String architecture) {

    public ImageFixture {
        layers = List.copyOf(layers);
        diffIds = List.copyOf(diffIds);
    }

    public static ImageFixture random(long seed, long... layerSizes) {
        return new Builder(seed).layers(layerSizes).build();
    }

    public static Builder builder(long seed) {
        return new Builder(seed);
    }

    public Digest digest() {
        return manifest.digest();
    }

    public Part layer(int number) {
        return layers.get(number);
    }

    /** Config and layers. */
    public List<Part> blobs() {
        return Stream.concat(Stream.of(config), layers.stream()).toList();
    }

    public static final class Builder {

        private final long seed;
        private long[] layerSizes = {};
        private MediaTypes mediaTypes = MediaTypes.OCI;
        private DigestAlgorithm algorithm = DigestAlgorithm.SHA256;
        private String architecture = "amd64";
        private boolean raw;
        private final List<Part> layers = new ArrayList<>();
        private final List<String> diffIds = new ArrayList<>();

        private Builder(long seed) {
            this.seed = seed;
        }

        /** In bytes; on top of those of a base, if there is one. */
        public Builder layers(long... sizes) {
            layerSizes = sizes.clone();
            return this;
        }

        /** The first layers are those of this image, as in an image built {@code FROM} it. */
        public Builder base(ImageFixture image) {
            layers.addAll(image.layers());
            diffIds.addAll(image.diffIds());
            return this;
        }

        public Builder mediaTypes(MediaTypes types) {
            mediaTypes = types;
            return this;
        }

        /** Of everything in the image. */
        public Builder algorithm(DigestAlgorithm digestAlgorithm) {
            algorithm = digestAlgorithm;
            return this;
        }

        public Builder architecture(String name) {
            architecture = name;
            return this;
        }

        /** Plain random bytes as layers: a third of the hashing, which counts from 100 MiB on, but nothing to unpack. */
        public Builder raw() {
            raw = true;
            return this;
        }

        /** To be called once. */
        public ImageFixture build() {
            for (long size : layerSizes) {
                addLayer(size);
            }
            Part config = Part.json(mediaTypes.config(), configJson(), algorithm);
            Part manifest = Part.json(mediaTypes.manifest(), manifestJson(config), algorithm);
            return new ImageFixture(manifest, config, layers, diffIds, architecture);
        }

        private void addLayer(long size) {
            int number = layers.size();
            long layerSeed = 31 * seed + number;
            BlobContent tar;
            BlobContent content;
            if (raw || size < LayerTar.SMALLEST) {
                tar = BlobContent.random(layerSeed, size);
                content = tar;
            } else {
                tar = LayerTar.tarFor("layer-" + number, layerSeed, size);
                content = LayerTar.gzip(tar, size);
            }
            diffIds.add(tar.sha256().toString());
            layers.add(Part.of(mediaTypes.layer(), content, algorithm));
        }

        private String configJson() {
            String ids = diffIds.stream().map(id -> '"' + id + '"').collect(Collectors.joining(","));
            return "{\"created\":\"1970-01-01T00:00:00Z\",\"architecture\":\"" + architecture
                    + "\",\"os\":\"linux\",\"config\":{\"Labels\":{\"seed\":\"" + seed
                    + "\"}},\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[" + ids + "]}}";
        }

        private String manifestJson(Part config) {
            String list = layers.stream()
                    .map(layer -> "{" + layer.descriptorMembers() + "}")
                    .collect(Collectors.joining(","));
            return "{\"schemaVersion\":2,\"mediaType\":\"" + mediaTypes.manifest() + "\",\"config\":{"
                    + config.descriptorMembers() + "},\"layers\":[" + list + "]}";
        }
    }
}
