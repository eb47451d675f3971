package dev.entrepot.storage.json;

import com.fasterxml.jackson.databind.node.ObjectNode;

public final class QuarantineJson extends JsonFormat<QuarantineNote> {

    @Override
    void fill(ObjectNode object, QuarantineNote note) {
        object.put("digest", note.digest().toString());
        object.put("size", note.size());
        object.put("when", note.when().toString());
        object.put("why", note.why());
    }

    @Override
    QuarantineNote value(JsonFields fields) throws MalformedRecordException {
        return new QuarantineNote(
                fields.digest("digest"), fields.number("size"), fields.instant("when"), fields.text("why"));
    }
}
