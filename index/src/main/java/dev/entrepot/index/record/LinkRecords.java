package dev.entrepot.index.record;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.entrepot.core.index.Link;
import dev.entrepot.core.oci.Digest;
import java.nio.ByteBuffer;
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

    @Override
    public LinkKey keyOf(byte[] key) throws RecordFormatException {
        KeyReader reader = new KeyReader(key);
        return new LinkKey(reader.repository(), reader.digest());
    }

    /** @throws RecordFormatException for what is no such key */
    public static Digest digestOf(byte[] key) throws RecordFormatException {
        KeyReader reader = new KeyReader(key);
        reader.skipRepository();
        return reader.digest();
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
