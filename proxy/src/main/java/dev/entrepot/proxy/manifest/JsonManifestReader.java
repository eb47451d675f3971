package dev.entrepot.proxy.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.entrepot.core.blob.Manifest;
import dev.entrepot.core.index.Link;
import dev.entrepot.core.index.ManifestRecord;
import dev.entrepot.core.oci.Descriptor;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.OciException;
import dev.entrepot.core.pull.ManifestReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * OCI image manifests and indexes, Docker schema 2 and its lists, the retired OCI artifact manifest, and Docker schema 1,
 * told apart by their members rather than by their media type, which not every registry sends right.
 */
public final class JsonManifestReader implements ManifestReader {

    /** What containerd asks at {@code /manifests/}; anything else it asks at {@code /blobs/} (protocol.md, 1.3). */
    private static final Set<String> MANIFEST_TYPES = Set.of(
            "application/vnd.oci.image.manifest.v1+json",
            "application/vnd.oci.image.index.v1+json",
            "application/vnd.oci.artifact.manifest.v1+json",
            "application/vnd.docker.distribution.manifest.v2+json",
            "application/vnd.docker.distribution.manifest.list.v2+json",
            "application/vnd.docker.distribution.manifest.v1+json",
            "application/vnd.docker.distribution.manifest.v1+prettyjws");

    private static final String BLOB_TYPE = "application/octet-stream";

    @Override
    public List<ManifestRecord.Child> children(Manifest manifest) {
        try {
            JsonNode root = BoundedJson.read(manifest);
            List<ManifestRecord.Child> children = new ArrayList<>();
            add(children, root.path("config"));
            for (String list : List.of("layers", "manifests", "blobs")) {
                root.path(list).forEach(named -> add(children, named));
            }
            add(children, root.path("subject"));
            root.path("fsLayers").forEach(layer -> addDigest(children, layer.path("blobSum"), BLOB_TYPE, -1));
            return children;
        } catch (IOException e) {
            return List.of();
        }
    }

    private static void add(List<ManifestRecord.Child> children, JsonNode descriptor) {
        String mediaType = descriptor.path("mediaType").asText(BLOB_TYPE);
        long size = Math.max(-1, descriptor.path("size").asLong(-1));
        addDigest(children, descriptor.path("digest"), isText(mediaType) ? mediaType : BLOB_TYPE, size);
    }

    /** Half of a surrogate pair, which JSON can escape, cannot be written into a record. */
    private static boolean isText(String mediaType) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(mediaType);
    }

    /** What is no digest we can name is left out: it cannot be asked for here either. */
    private static void addDigest(List<ManifestRecord.Child> children, JsonNode digest, String mediaType, long size) {
        if (!digest.isTextual()) {
            return;
        }
        Link.Role role = MANIFEST_TYPES.contains(mediaType) ? Link.Role.MANIFEST : Link.Role.BLOB;
        try {
            Descriptor descriptor = new Descriptor(mediaType, Digest.parse(digest.asText()), size);
            children.add(new ManifestRecord.Child(descriptor, role, false, false));
        } catch (OciException e) {
            // Another algorithm, or nonsense.
        }
    }
}
