package dev.entrepot.storage.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.entrepot.core.index.Link;
import dev.entrepot.core.index.ManifestRecord;
import dev.entrepot.core.oci.Descriptor;
import java.util.ArrayList;
import java.util.List;

public final class ManifestJson extends JsonFormat<ManifestRecord> {

    @Override
    void fill(ObjectNode object, ManifestRecord manifest) {
        object.put("mediaType", manifest.mediaType());
        object.put("size", manifest.size());
        object.put("public", manifest.isPublic());
        ArrayNode children = object.putArray("children");
        for (ManifestRecord.Child child : manifest.children()) {
            children.addObject()
                    .put("role", word(child.role()))
                    .put("digest", child.descriptor().digest().toString())
                    .put("mediaType", child.descriptor().mediaType())
                    .put("size", child.descriptor().size())
                    .put("proven", child.proven())
                    .put("public", child.isPublic());
        }
    }

    @Override
    ManifestRecord value(JsonFields fields) throws MalformedRecordException {
        List<ManifestRecord.Child> children = new ArrayList<>();
        for (JsonFields child : fields.list("children")) {
            Descriptor descriptor =
                    new Descriptor(child.text("mediaType"), child.digest("digest"), child.number("size"));
            children.add(new ManifestRecord.Child(
                    descriptor, role(child.text("role")), child.flag("proven"), child.flag("public")));
        }
        return new ManifestRecord(fields.text("mediaType"), fields.number("size"), fields.flag("public"), children);
    }

    private static String word(Link.Role role) {
        return switch (role) {
            case MANIFEST -> "manifest";
            case BLOB -> "blob";
        };
    }

    private static Link.Role role(String word) throws MalformedRecordException {
        return switch (word) {
            case "manifest" -> Link.Role.MANIFEST;
            case "blob" -> Link.Role.BLOB;
            default -> throw new MalformedRecordException("a role of '" + word + "' is unknown");
        };
    }
}
