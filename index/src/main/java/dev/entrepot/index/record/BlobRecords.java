package dev.entrepot.index.record;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.entrepot.core.index.BlobRecord;
import dev.entrepot.core.oci.Digest;

/** {@code <algorithm byte><hash>} to size and whether it is public. */
public final class BlobRecords implements RecordCodec<Digest, BlobRecord> {

    private final CborFormat<BlobRecord, Stored> format = new CborFormat<>(
            "blob",
            1,
            Stored.class,
            blob -> new Stored(blob.size(), blob.isPublic()),
            stored -> new BlobRecord(stored.size(), stored.isPublic()));

    @Override
    public byte[] key(Digest digest) {
        return DigestBytes.of(digest);
    }

    @Override
    public Digest keyOf(byte[] key) throws RecordFormatException {
        return KeyReader.digest(key);
    }

    @Override
    public byte[] encode(BlobRecord blob) {
        return format.encode(blob);
    }

    @Override
    public BlobRecord decode(byte[] stored) throws RecordFormatException {
        return format.decode(stored);
    }

    @JsonPropertyOrder({"size", "public"})
    record Stored(
            @JsonProperty(value = "size", required = true) long size,
            @JsonProperty(value = "public", required = true) boolean isPublic) {}
}
