package dev.entrepot.index.record;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Function;

/**
 * One version byte, then a CBOR map.
 *
 * @param <T> the value of the core
 * @param <S> its stored shape: a record of this package, so that renaming something in the core cannot change a byte
 */
final class CborFormat<T, S> {

    private static final CBORMapper CBOR = CBORMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final String kind;
    private final byte version;
    private final ObjectWriter writer;
    private final ObjectReader reader;
    private final Function<T, S> toStored;
    private final Function<S, T> fromStored;

    /** @param kind what an error message calls such a record */
    CborFormat(String kind, int version, Class<S> shape, Function<T, S> toStored, Function<S, T> fromStored) {
        this.kind = kind;
        this.version = (byte) version;
        this.writer = CBOR.writerFor(shape);
        this.reader = CBOR.readerFor(shape);
        this.toStored = toStored;
        this.fromStored = fromStored;
    }

    byte[] encode(T value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);
        bytes.write(version);
        try {
            writer.writeValue(bytes, toStored.apply(value));
        } catch (IOException e) {
            throw new UncheckedIOException("a " + kind + " record could not be encoded", e);
        }
        return bytes.toByteArray();
    }

    T decode(byte[] stored) throws RecordFormatException {
        if (stored.length == 0) {
            throw new RecordFormatException("an empty " + kind + " record");
        }
        if (stored[0] != version) {
            throw new RecordFormatException("a " + kind + " record has format " + (stored[0] & 0xff)
                    + ", this build reads " + version + ": a newer entrepot has written it");
        }
        try {
            S shape = reader.readValue(stored, 1, stored.length - 1);
            return fromStored.apply(shape);
        } catch (IOException | RuntimeException e) {
            // The bytes may be anything, so whatever they break on the way, it is the record that is broken.
            throw new RecordFormatException("a damaged " + kind + " record of " + stored.length + " bytes", e);
        }
    }
}
