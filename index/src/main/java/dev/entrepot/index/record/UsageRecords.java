package dev.entrepot.index.record;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.entrepot.core.index.Usage;
import dev.entrepot.core.oci.Digest;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.function.Function;

/**
 * What lies in {@code access}, told apart by the first byte of the key:
 *
 * <pre>
 * 1 &lt;digest&gt;                            how much use a held blob has been
 * 2 &lt;rank, 8&gt; &lt;last used, 8&gt; &lt;digest&gt;   nothing: the order in which blobs go
 * 3 &lt;digest&gt;                            how many repositories link to it, held or not
 * </pre>
 */
public final class UsageRecords {

    public static final byte USAGE = 1;
    public static final byte TURN = 2;
    public static final byte LINKS = 3;

    private static final int TURN_PREFIX = 1 + Long.BYTES + Long.BYTES;

    private final CborFormat<Stored, Stored> usages =
            new CborFormat<>("usage", 1, Stored.class, Function.identity(), Function.identity());
    private final CborFormat<Integer, StoredLinks> counts =
            new CborFormat<>("link count", 1, StoredLinks.class, StoredLinks::new, StoredLinks::links);

    public static byte[] usageKey(Digest digest) {
        return key(USAGE, digest);
    }

    public static byte[] linksKey(Digest digest) {
        return key(LINKS, digest);
    }

    private static byte[] key(byte kind, Digest digest) {
        ByteBuffer bytes = ByteBuffer.allocate(1 + DigestBytes.length(digest)).put(kind);
        DigestBytes.write(digest, bytes);
        return bytes.array();
    }

    /** Ranks and times are not negative, so that their bytes sort as they do. */
    public static byte[] turnKey(Usage usage) {
        Digest digest = usage.digest();
        ByteBuffer bytes = ByteBuffer.allocate(TURN_PREFIX + DigestBytes.length(digest))
                .put(TURN)
                .putLong(usage.rank())
                .putLong(Math.max(0, usage.lastUsed().toEpochMilli()));
        DigestBytes.write(digest, bytes);
        return bytes.array();
    }

    public static long rankOf(byte[] turnKey) {
        return ByteBuffer.wrap(turnKey).getLong(1);
    }

    /** @throws RecordFormatException for what is no such key */
    public static Digest digestOf(byte[] key) throws RecordFormatException {
        int start = key[0] == TURN ? TURN_PREFIX : 1;
        try {
            return DigestBytes.read(Arrays.copyOfRange(key, start, key.length));
        } catch (IllegalArgumentException e) {
            throw new RecordFormatException("a key of " + key.length + " bytes has no digest", e);
        }
    }

    public byte[] encode(Usage usage) {
        return usages.encode(
                new Stored(usage.rank(), usage.uses(), usage.lastUsed().toEpochMilli(), usage.bytes()));
    }

    public Usage decode(Digest digest, byte[] stored) throws RecordFormatException {
        Stored usage = usages.decode(stored);
        return new Usage(digest, usage.rank(), usage.uses(), Instant.ofEpochMilli(usage.last()), usage.bytes());
    }

    public byte[] encodeLinks(int links) {
        return counts.encode(links);
    }

    public int decodeLinks(byte[] stored) throws RecordFormatException {
        return counts.decode(stored);
    }

    /** The digest is in the key. Milliseconds are finer than uses are told apart. */
    @JsonPropertyOrder({"rank", "uses", "last", "bytes"})
    record Stored(
            @JsonProperty(value = "rank", required = true) long rank,
            @JsonProperty(value = "uses", required = true) int uses,
            @JsonProperty(value = "last", required = true) long last,
            @JsonProperty(value = "bytes", required = true) long bytes) {}

    record StoredLinks(
            @JsonProperty(value = "links", required = true) int links) {}
}
