package dev.entrepot.testkit.registry.content;

import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.DigestAlgorithm;
import java.util.List;
import java.util.stream.Collectors;

/** An index (or docker manifest list) over one image per platform. */
public record IndexFixture(Part manifest, List<ImageFixture> images) {

    public IndexFixture {
        images = List.copyOf(images);
    }

    /** Two platforms, linux/amd64 and linux/arm64, whose layers have these sizes and differ. */
    public static IndexFixture random(long seed, long... layerSizes) {
        return of(
                MediaTypes.OCI,
                ImageFixture.random(seed, layerSizes),
                ImageFixture.builder(seed + 1)
                        .layers(layerSizes)
                        .architecture("arm64")
                        .build());
    }

    public static IndexFixture of(MediaTypes types, ImageFixture... images) {
        String list = List.of(images).stream()
                .map(image -> "{" + image.manifest().descriptorMembers() + ",\"platform\":{\"architecture\":\""
                        + image.architecture() + "\",\"os\":\"linux\"}}")
                .collect(Collectors.joining(","));
        String json = "{\"schemaVersion\":2,\"mediaType\":\"" + types.index() + "\",\"manifests\":[" + list + "]}";
        return new IndexFixture(Part.json(types.index(), json, DigestAlgorithm.SHA256), List.of(images));
    }

    public Digest digest() {
        return manifest.digest();
    }
}
