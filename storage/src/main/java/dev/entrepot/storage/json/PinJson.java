package dev.entrepot.storage.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.oci.Repository;
import dev.entrepot.core.pin.Pin;
import java.util.Optional;

public final class PinJson extends JsonFormat<Pin> {

    @Override
    void fill(ObjectNode object, Pin pin) {
        Reference reference = pin.reference();
        object.put("upstream", reference.repository().upstream())
                .put("repository", reference.repository().path())
                .put("reference", reference.wireForm())
                .put("since", pin.since().toString());
        pin.last().ifPresent(digest -> object.put("digest", digest.toString()));
    }

    @Override
    Pin value(JsonFields fields) throws MalformedRecordException {
        Repository repository = new Repository(fields.text("upstream"), fields.text("repository"));
        Optional<Digest> last = fields.optionalText("digest").map(Digest::parse);
        return new Pin(Reference.parse(repository, fields.text("reference")), last, fields.instant("since"));
    }
}
