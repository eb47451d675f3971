package dev.entrepot.proxy.manifest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.entrepot.core.blob.Manifest;
import java.io.IOException;
import java.nio.ByteBuffer;

/** JSON whose bytes an upstream chooses: depth and lengths are bounded. */
public final class BoundedJson {

    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(64)
                    .maxStringLength(Manifest.MAX_SIZE)
                    .build())
            .build());

    private BoundedJson() {}

    /** @throws IOException when it is none */
    public static JsonNode read(byte[] text) throws IOException {
        return JSON.readTree(text);
    }

    static JsonNode read(Manifest manifest) throws IOException {
        ByteBuffer body = manifest.body();
        byte[] copy = new byte[body.remaining()];
        body.get(copy);
        return read(copy);
    }
}
