package dev.entrepot.index.record;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.entrepot.core.index.Link;
import dev.entrepot.core.oci.Digest;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code <upstream>\0<path>\0<algorithm byte><hash>} to the link. */
public final class LinkRecords implements RecordCodec<LinkKey, Link> {

    private final CborFormat<Link, Stored> format =
            new CborFormat<>("link", 1, Stored.class, Stored::of, Stored::toLink);

    @Override
    public byte[] key(LinkKey key) {
        byte[] prefix = RepositoryPrefix.of(key.repository());
        ByteBuffer bytes = ByteBuffer.allocate(prefix.length + DigestBytes.length(key.digest()));
        bytes.put(prefix);
        DigestBytes.write(key.digest(), bytes);
        return bytes.array();
    }

    /** @throws RecordFormatException for what is no such key */
    public static Digest digestOf(byte[] key) throws RecordFormatException {
        int zeros = 0;
        for (int i = 0; i < key.length; i++) {
            zeros += key[i] == 0 ? 1 : 0;
            if (zeros == 2) {
                return digest(Arrays.copyOfRange(key, i + 1, key.length));
            }
        }
        throw new RecordFormatException("a key of " + key.length + " bytes names no repository");
    }

    private static Digest digest(byte[] bytes) throws RecordFormatException {
        try {
            return DigestBytes.read(bytes);
        } catch (IllegalArgumentException e) {
            throw new RecordFormatException("a key ends in no digest", e);
        }
    }

    @Override
    public byte[] encode(Link link) {
        return format.encode(link);
    }

    @Override
    public Link decode(byte[] stored) throws RecordFormatException {
        return format.decode(stored);
    }

    @JsonPropertyOrder({"role", "proven", "size", "mediaType", "via"})
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @SuppressWarnings("ArrayRecordComponent") // never compared: it lives from one line to the next
    record Stored(
            @JsonProperty(value = "role", required = true) StoredRole role,
            @JsonProperty(value = "proven", required = true) boolean proven,
            @JsonProperty(value = "size", required = true) long size,
            @JsonProperty("mediaType") @Nullable String mediaType,
            @JsonProperty("via") byte @Nullable [] via) {

        static Stored of(Link link) {
            Digest via = link.via().orElse(null);
            return new Stored(
                    link.role() == Link.Role.MANIFEST ? StoredRole.MANIFEST : StoredRole.BLOB,
                    link.isProven(),
                    link.size(),
                    link.mediaType().orElse(null),
                    via == null ? null : DigestBytes.of(via));
        }

        Link toLink() {
            Link.Role linked = switch (role) {
                case MANIFEST -> Link.Role.MANIFEST;
                case BLOB -> Link.Role.BLOB;
            };
            return new Link(
                    linked,
                    proven ? Link.Standing.PROVEN : Link.Standing.CLAIMED,
                    size,
                    Optional.ofNullable(mediaType),
                    Optional.ofNullable(via).map(DigestBytes::read));
        }
    }

    enum StoredRole {
        @JsonProperty("manifest")
        MANIFEST,
        @JsonProperty("blob")
        BLOB
    }
}
