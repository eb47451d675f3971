package dev.entrepot.index.record;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.entrepot.core.bucket.Multipart;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.upload.PartialUpload;
import dev.entrepot.core.upload.UploadEntry;
import dev.entrepot.core.upload.UploadItem;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What lies in {@code uploads}, told apart by the first byte of the key:
 *
 * <pre>
 * 1 &lt;item&gt;            what is known of it
 * 2 &lt;due, 8&gt; &lt;item&gt;   nothing: the order in which what waits is sent
 * 3 &lt;due, 8&gt; &lt;item&gt;   nothing: the order in which what was given up is looked at again
 * </pre>
 *
 * An item is one byte for its kind (1 a blob, 2 a manifest's record, 3 a tag's) and the key of what it is about.
 */
public final class UploadRecords {

    public static final byte ENTRY = 1;
    public static final byte WAITING = 2;
    public static final byte FAILED = 3;

    private static final byte BLOB = 1;
    private static final byte MANIFEST_NOTE = 2;
    private static final byte TAG_NOTE = 3;
    private static final int TURN_PREFIX = 1 + Long.BYTES;

    private final LinkRecords links = new LinkRecords();
    private final TagRecords tags = new TagRecords();
    private final CborFormat<Stored, Stored> format =
            new CborFormat<>("upload", 1, Stored.class, Function.identity(), Function.identity());

    public byte[] entryKey(UploadItem item) {
        byte[] key = itemKey(item);
        return ByteBuffer.allocate(1 + key.length).put(ENTRY).put(key).array();
    }

    /** Of the turn of what waits or was given up; null where there is none. */
    public byte @Nullable [] turnKey(UploadEntry entry) {
        return switch (entry.standing()) {
            case UploadEntry.Waiting waiting -> turnKey(WAITING, waiting.due(), entry.item());
            case UploadEntry.Failed failed -> turnKey(FAILED, failed.due(), entry.item());
            case UploadEntry.Stored stored -> null;
        };
    }

    private byte[] turnKey(byte kind, Instant due, UploadItem item) {
        byte[] key = itemKey(item);
        return ByteBuffer.allocate(TURN_PREFIX + key.length)
                .put(kind)
                .putLong(Math.max(0, due.toEpochMilli()))
                .put(key)
                .array();
    }

    public static long dueOf(byte[] turnKey) {
        return ByteBuffer.wrap(turnKey).getLong(1);
    }

    private byte[] itemKey(UploadItem item) {
        return switch (item) {
            case UploadItem.Blob blob -> prefixed(BLOB, DigestBytes.of(blob.digest()));
            case UploadItem.ManifestNote note ->
                prefixed(
                        MANIFEST_NOTE,
                        links.key(new LinkKey(
                                note.reference().repository(), note.reference().digest())));
            case UploadItem.TagNote note -> prefixed(TAG_NOTE, tags.key(note.tag()));
        };
    }

    private static byte[] prefixed(byte kind, byte[] key) {
        return ByteBuffer.allocate(1 + key.length).put(kind).put(key).array();
    }

    /** @throws RecordFormatException for what is no such key */
    public UploadItem itemOf(byte[] key) throws RecordFormatException {
        int start = key[0] == ENTRY ? 1 : TURN_PREFIX;
        if (key.length <= start + 1) {
            throw new RecordFormatException("a key of " + key.length + " bytes names nothing to upload");
        }
        byte[] rest = Arrays.copyOfRange(key, start + 1, key.length);
        return switch (key[start]) {
            case BLOB -> new UploadItem.Blob(KeyReader.digest(rest));
            case MANIFEST_NOTE -> {
                LinkKey link = links.keyOf(rest);
                yield new UploadItem.ManifestNote(new Reference.ByDigest(link.repository(), link.digest()));
            }
            case TAG_NOTE -> new UploadItem.TagNote(tags.keyOf(rest));
            default -> throw new RecordFormatException("a key of unknown kind " + key[start]);
        };
    }

    public byte[] encode(UploadEntry entry) {
        return format.encode(Stored.of(entry));
    }

    public UploadEntry decode(UploadItem item, byte[] stored) throws RecordFormatException {
        return format.decode(stored).toEntry(item);
    }

    /** The item is in the key. Times are milliseconds since 1970. */
    @JsonPropertyOrder({"state", "size", "since", "due", "attempts", "text", "etag", "upload", "parts"})
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Stored(
            @JsonProperty(value = "state", required = true) int state,
            @JsonProperty(value = "size", required = true) long size,
            @JsonProperty(value = "since", required = true) long since,
            @JsonProperty("due") long due,
            @JsonProperty("attempts") int attempts,
            @JsonProperty("text") @Nullable String text,
            @JsonProperty("etag") @Nullable String etag,
            @JsonProperty("upload") @Nullable String upload,
            @JsonProperty("parts") @Nullable List<StoredPart> parts) {

        private static final int STORED = 1;

        static Stored of(UploadEntry entry) {
            String etag = entry.etag().orElse(null);
            String upload = entry.partial().map(PartialUpload::id).orElse(null);
            List<StoredPart> parts = entry.partial()
                    .map(partial -> partial.parts().stream().map(StoredPart::of).toList())
                    .orElse(null);
            return switch (entry.standing()) {
                case UploadEntry.Waiting waiting ->
                    new Stored(
                            WAITING,
                            entry.size(),
                            waiting.since().toEpochMilli(),
                            waiting.due().toEpochMilli(),
                            waiting.attempts(),
                            null,
                            etag,
                            upload,
                            parts);
                case UploadEntry.Failed failed ->
                    new Stored(
                            FAILED,
                            entry.size(),
                            failed.since().toEpochMilli(),
                            failed.due().toEpochMilli(),
                            failed.attempts(),
                            failed.reason(),
                            etag,
                            upload,
                            parts);
                case UploadEntry.Stored stored ->
                    new Stored(
                            STORED, entry.size(), stored.at().toEpochMilli(), 0, 0, stored.version(), etag, null, null);
            };
        }

        UploadEntry toEntry(UploadItem item) {
            String known = text == null ? "" : text;
            Instant from = Instant.ofEpochMilli(since);
            UploadEntry.Standing standing = switch (state) {
                case STORED -> new UploadEntry.Stored(from, known);
                case WAITING -> new UploadEntry.Waiting(from, Instant.ofEpochMilli(due), attempts);
                case FAILED -> new UploadEntry.Failed(from, Instant.ofEpochMilli(due), attempts, known);
                default -> throw new IllegalArgumentException("unknown state " + state);
            };
            return new UploadEntry(item, size, standing, Optional.ofNullable(etag), partial());
        }

        private Optional<PartialUpload> partial() {
            if (upload == null) {
                return Optional.empty();
            }
            List<StoredPart> arrived = parts == null ? List.of() : parts;
            return Optional.of(new PartialUpload(
                    upload, arrived.stream().map(StoredPart::toPart).toList()));
        }
    }

    record StoredPart(
            @JsonProperty(value = "number", required = true) int number,
            @JsonProperty(value = "etag", required = true) String etag,

            @JsonProperty(value = "checksum", required = true)
            String checksum) {

        static StoredPart of(Multipart.Part part) {
            return new StoredPart(part.number(), part.etag(), part.checksum());
        }

        Multipart.Part toPart() {
            return new Multipart.Part(number, etag, checksum);
        }
    }
}
