package dev.entrepot.storage.json;

import com.fasterxml.jackson.databind.JsonNode;
import dev.entrepot.core.oci.Digest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The fields of one JSON object; whatever is missing or of another type is malformed. */
final class JsonFields {

    private final JsonNode object;

    JsonFields(JsonNode object) throws MalformedRecordException {
        if (!object.isObject()) {
            throw new MalformedRecordException("not a JSON object");
        }
        this.object = object;
    }

    String text(String name) throws MalformedRecordException {
        return optionalText(name).orElseThrow(() -> new MalformedRecordException("no text in field '" + name + "'"));
    }

    Optional<String> optionalText(String name) {
        JsonNode field = object.path(name);
        return field.isTextual() ? Optional.of(field.textValue()) : Optional.empty();
    }

    long number(String name) throws MalformedRecordException {
        JsonNode field = object.path(name);
        if (!field.isIntegralNumber() || !field.canConvertToLong()) {
            throw new MalformedRecordException("no number in field '" + name + "'");
        }
        return field.longValue();
    }

    boolean has(String name) {
        return object.has(name);
    }

    boolean flag(String name) throws MalformedRecordException {
        JsonNode field = object.path(name);
        if (!field.isBoolean()) {
            throw new MalformedRecordException("neither true nor false in field '" + name + "'");
        }
        return field.booleanValue();
    }

    Digest digest(String name) throws MalformedRecordException {
        return Digest.parse(text(name));
    }

    Instant instant(String name) throws MalformedRecordException {
        return Instant.parse(text(name));
    }

    List<JsonFields> list(String name) throws MalformedRecordException {
        JsonNode field = object.path(name);
        if (!field.isArray()) {
            throw new MalformedRecordException("no list in field '" + name + "'");
        }
        List<JsonFields> elements = new ArrayList<>(field.size());
        for (JsonNode element : field) {
            elements.add(new JsonFields(element));
        }
        return elements;
    }
}
