package dev.entrepot.storage.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.entrepot.core.index.TagEntry;
import java.util.ArrayList;
import java.util.List;

public final class TagJson extends JsonFormat<TagEntry> {

    @Override
    void fill(ObjectNode object, TagEntry entry) {
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
    TagEntry value(JsonFields fields) throws MalformedRecordException {
        List<TagEntry.Seen> history = new ArrayList<>();
        for (JsonFields seen : fields.list("history")) {
            history.add(new TagEntry.Seen(seen.digest("digest"), seen.instant("since")));
        }
        return new TagEntry(fields.digest("digest"), fields.instant("checked"), history);
    }
}
