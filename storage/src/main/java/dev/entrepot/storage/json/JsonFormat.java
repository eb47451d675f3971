package dev.entrepot.storage.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.entrepot.core.oci.OciException;
import java.io.IOException;
import java.time.DateTimeException;

/** One kind of record. Instances are safe for use by many threads. */
public abstract sealed class JsonFormat<T> permits IntentJson, ManifestJson, PinJson, QuarantineJson, TagJson {

    private static final int VERSION = 1;

    private final JsonMapper mapper =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    public final byte[] write(T value) {
        ObjectNode object = mapper.createObjectNode().put("version", VERSION);
        fill(object, value);
        try {
            return mapper.writeValueAsBytes(object);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of JSON can always be written", e);
        }
    }

    public final T read(byte[] json) throws MalformedRecordException {
        try {
            JsonNode root = mapper.readTree(json);
            JsonFields fields = new JsonFields(root);
            if (fields.number("version") != VERSION) {
                throw new MalformedRecordException("of version " + fields.number("version") + ", not " + VERSION);
            }
            return value(fields);
        } catch (MalformedRecordException e) {
            throw e;
        } catch (IOException | IllegalArgumentException | DateTimeException e) {
            throw new MalformedRecordException(String.valueOf(e.getMessage()), e);
        } catch (OciException e) {
            throw new MalformedRecordException(e.error().message(), e);
        }
    }

    abstract void fill(ObjectNode object, T value);

    abstract T value(JsonFields fields) throws MalformedRecordException;
}
