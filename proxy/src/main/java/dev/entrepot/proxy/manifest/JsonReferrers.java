package dev.entrepot.proxy.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.entrepot.core.blob.Manifest;
import dev.entrepot.core.discovery.Referrer;
import dev.entrepot.core.discovery.ReferrerReader;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.OciException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Lists of referrers, and manifests that have a subject (distribution-spec, "Listing Referrers"). */
public final class JsonReferrers implements ReferrerReader {

    @Override
    public Optional<List<Referrer>> listed(Manifest index) {
        try {
            return listed(BoundedJson.read(index));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** @return empty for anything but an image index */
    public static Optional<List<Referrer>> listed(JsonNode index) {
        if (!index.path("manifests").isArray()) {
            return Optional.empty();
        }
        List<Referrer> referrers = new ArrayList<>();
        for (JsonNode descriptor : index.path("manifests")) {
            digest(descriptor)
                    .map(digest ->
                            new Referrer(digest, descriptor.path("artifactType").asText(""), descriptor.toString()))
                    .ifPresent(referrers::add);
        }
        return Optional.of(referrers);
    }

    private static Optional<Digest> digest(JsonNode descriptor) {
        try {
            return Optional.of(Digest.parse(descriptor.path("digest").asText("")));
        } catch (OciException e) {
            return Optional.empty();
        }
    }

    @Override
    public Optional<Referrer> describing(Manifest manifest, Digest subject) {
        try {
            JsonNode root = BoundedJson.read(manifest);
            boolean refers =
                    digest(root.path("subject")).filter(subject::equals).isPresent();
            return refers ? Optional.of(described(manifest, root)) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The artifact type is that of the configuration where the manifest has none; annotations are the manifest's. */
    private static Referrer described(Manifest manifest, JsonNode root) {
        String own = root.path("artifactType").asText("");
        String artifactType =
                own.isEmpty() ? root.path("config").path("mediaType").asText("") : own;
        ObjectNode descriptor = JsonNodeFactory.instance
                .objectNode()
                .put("mediaType", manifest.mediaType())
                .put("digest", manifest.digest().toString())
                .put("size", manifest.size());
        if (!artifactType.isEmpty()) {
            descriptor.put("artifactType", artifactType);
        }
        if (root.path("annotations").isObject()) {
            descriptor.set("annotations", root.path("annotations"));
        }
        return new Referrer(manifest.digest(), artifactType, descriptor.toString());
    }
}
