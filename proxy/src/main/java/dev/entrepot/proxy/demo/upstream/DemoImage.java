package dev.entrepot.proxy.demo.upstream;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An OCI image as a registry has it. */
public record DemoImage(String repository, String tag, DemoBlob manifest, DemoBlob config, List<DemoBlob> layers) {

    private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    private static final String CONFIG = "application/vnd.oci.image.config.v1+json";

    public DemoImage {
        layers = List.copyOf(layers);
    }

    static DemoImage of(String repository, String tag, DemoBlob... layers) {
        List<DemoBlob> all = List.of(layers);
        DemoBlob config = DemoBlob.json(CONFIG, configJson(repository, all));
        DemoBlob manifest = DemoBlob.json(MANIFEST, manifestJson(config, all));
        return new DemoImage(repository, tag, manifest, config, all);
    }

    /** Layers are not compressed, so that a diff id is a digest. */
    private static String configJson(String repository, List<DemoBlob> layers) {
        String ids = layers.stream().map(layer -> "\"" + layer.digest() + "\"").collect(Collectors.joining(","));
        return "{\"created\":\"1970-01-01T00:00:00Z\",\"architecture\":\"amd64\",\"os\":\"linux\","
                + "\"config\":{\"Labels\":{\"dev.entrepot.demo\":\"" + repository + "\"}},"
                + "\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[" + ids + "]}}";
    }

    private static String manifestJson(DemoBlob config, List<DemoBlob> layers) {
        String list = layers.stream().map(DemoBlob::descriptor).collect(Collectors.joining(","));
        return "{\"schemaVersion\":2,\"mediaType\":\"" + MANIFEST + "\",\"config\":" + config.descriptor()
                + ",\"layers\":[" + list + "]}";
    }

    /** Config and layers. */
    public List<DemoBlob> blobs() {
        return Stream.concat(Stream.of(config), layers.stream()).toList();
    }

    /** Bytes of manifest, config and layers. */
    public long size() {
        return manifest.size() + blobs().stream().mapToLong(DemoBlob::size).sum();
    }
}
