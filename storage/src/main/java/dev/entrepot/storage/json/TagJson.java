package dev.entrepot.storage.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.entrepot.core.index.GoneTag;
import dev.entrepot.core.index.TagEntry;
import dev.entrepot.core.index.TagRecord;
import java.util.ArrayList;
import java.util.List;

/**
 * A tag, or that it is gone: then without a digest, so that a release that knows nothing of that takes it for none and never
 * serves it.
 */
public final class TagJson extends JsonFormat<TagRecord> {

    @Override
    void fill(ObjectNode object, TagRecord record) {
        switch (record) {
            case TagEntry entry -> fill(object, entry);
            case GoneTag gone ->
                object.put("gone", true).put("checked", gone.checked().toString());
        }
    }

    private static void fill(ObjectNode object, TagEntry entry) {
        object.put("digest", entry.digest().toString());
        object.put("checked", entry.checked().toString());
        ArrayNode history = object.putArray("history");
        for (TagEntry.Seen seen : entry.history()) {
            history.addObject()
                    .put("digest", seen.digest().toString())
                    .put("since", seen.since().toString());
        }
    }

    @Override
    TagRecord value(JsonFields fields) throws MalformedRecordException {
        return fields.has("gone") && fields.flag("gone") ? new GoneTag(fields.instant("checked")) : entry(fields);
    }

    private static TagEntry entry(JsonFields fields) throws MalformedRecordException {
        List<TagEntry.Seen> history = new ArrayList<>();
        for (JsonFields seen : fields.list("history")) {
            history.add(new TagEntry.Seen(seen.digest("digest"), seen.instant("since")));
        }
        return new TagEntry(fields.digest("digest"), fields.instant("checked"), history);
    }
}
