package dev.entrepot.storage.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.entrepot.core.blob.Intent;
import dev.entrepot.core.oci.Repository;

public final class IntentJson extends JsonFormat<IntentNote> {

    @Override
    void fill(ObjectNode object, IntentNote note) {
        Intent intent = note.intent();
        object.put("digest", intent.digest().toString());
        object.put("upstream", intent.repository().upstream());
        object.put("repository", intent.repository().path());
        if (intent.size() != Intent.SIZE_UNKNOWN) {
            object.put("size", intent.size());
        }
        intent.validator().ifPresent(validator -> object.put("validator", validator));
        object.put("forced", note.forced());
    }

    @Override
    IntentNote value(JsonFields fields) throws MalformedRecordException {
        Intent intent = new Intent(
                fields.digest("digest"),
                new Repository(fields.text("upstream"), fields.text("repository")),
                fields.has("size") ? fields.number("size") : Intent.SIZE_UNKNOWN,
                fields.optionalText("validator"));
        return new IntentNote(intent, fields.number("forced"));
    }
}
