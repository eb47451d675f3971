package dev.entrepot.index.record;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.entrepot.core.index.TagEntry;
import dev.entrepot.core.oci.Reference;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;

/** {@code <upstream>\0<path>\0<tag>} to what the tag named. */
public final class TagRecords implements RecordCodec<Reference.ByTag, TagEntry> {

    private final CborFormat<TagEntry, Stored> format =
            new CborFormat<>("tag", 1, Stored.class, Stored::of, Stored::toEntry);

    @Override
    public byte[] key(Reference.ByTag tag) {
        byte[] prefix = RepositoryPrefix.of(tag.repository());
        byte[] name = tag.tag().getBytes(UTF_8);
        return ByteBuffer.allocate(prefix.length + name.length)
                .put(prefix)
                .put(name)
                .array();
    }

    @Override
    public Reference.ByTag keyOf(byte[] key) throws RecordFormatException {
        KeyReader reader = new KeyReader(key);
        return reader.tag(reader.repository());
    }

    @Override
    public byte[] encode(TagEntry entry) {
        return format.encode(entry);
    }

    @Override
    public TagEntry decode(byte[] stored) throws RecordFormatException {
        return format.decode(stored);
    }

    @JsonPropertyOrder({"digest", "checked", "history"})
    @SuppressWarnings("ArrayRecordComponent") // never compared: it lives from one line to the next
    record Stored(
            @JsonProperty(value = "digest", required = true) byte[] digest,

            @JsonProperty(value = "checked", required = true)
            Moment checked,

            @JsonProperty(value = "history", required = true)
            List<StoredSeen> history) {

        static Stored of(TagEntry entry) {
            return new Stored(
                    DigestBytes.of(entry.digest()),
                    Moment.of(entry.checked()),
                    entry.history().stream().map(StoredSeen::of).toList());
        }

        TagEntry toEntry() {
            return new TagEntry(
                    DigestBytes.read(digest),
                    checked.toInstant(),
                    history.stream().map(StoredSeen::toSeen).toList());
        }
    }

    @JsonPropertyOrder({"digest", "since"})
    @SuppressWarnings("ArrayRecordComponent") // never compared: it lives from one line to the next
    record StoredSeen(
            @JsonProperty(value = "digest", required = true) byte[] digest,
            @JsonProperty(value = "since", required = true) Moment since) {

        static StoredSeen of(TagEntry.Seen seen) {
            return new StoredSeen(DigestBytes.of(seen.digest()), Moment.of(seen.since()));
        }

        TagEntry.Seen toSeen() {
            return new TagEntry.Seen(DigestBytes.read(digest), since.toInstant());
        }
    }

    /** Seconds since 1970 and nanoseconds: an instant comes back exactly as it went in. */
    @JsonFormat(shape = JsonFormat.Shape.ARRAY)
    @JsonPropertyOrder({"seconds", "nanos"})
    record Moment(
            @JsonProperty(value = "seconds", required = true)
            long seconds,

            @JsonProperty(value = "nanos", required = true) int nanos) {

        static Moment of(Instant instant) {
            return new Moment(instant.getEpochSecond(), instant.getNano());
        }

        Instant toInstant() {
            return Instant.ofEpochSecond(seconds, nanos);
        }
    }
}
