package dev.entrepot.index.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.entrepot.core.index.BlobRecord;
import dev.entrepot.core.index.Link;
import dev.entrepot.core.index.TagEntry;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.DigestAlgorithm;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.oci.Repository;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The bytes of format 1, written down. Where one of these fails after a change, folders in the field cannot be read any
 * more, or an older entrepot cannot read what is written now: make it a new version instead.
 */
class RecordsTest {

    private static final Digest ONES = new Digest(DigestAlgorithm.SHA256, "11".repeat(32));
    private static final Digest TWOS = new Digest(DigestAlgorithm.SHA512, "22".repeat(64));
    private static final Repository ALPINE = new Repository("docker.io", "library/alpine");
    private static final Instant NOON = Instant.ofEpochSecond(1_795_435_200L, 5);

    // Version 1, then a map of no declared length: bf … ff.
    private static final String GOLDEN_BLOB = "01bf"
            + "6473697a651b000000012a05f200" // size: 5000000000
            + "667075626c6963f5" // public: true
            + "ff";
    private static final String GOLDEN_MANIFEST_LINK = "01bf"
            + "64726f6c65686d616e6966657374" // role: manifest
            + "6670726f76656ef4" // proven: false
            + "6473697a65190210" // size: 528
            + "696d656469615479706563612f62" // mediaType: a/b
            + "63766961582101" // via: 33 bytes
            + "11".repeat(32)
            + "ff";
    private static final String GOLDEN_BLOB_LINK = "01bf"
            + "64726f6c6564626c6f62" // role: blob
            + "6670726f76656ef5" // proven: true
            + "6473697a6520" // size: -1
            + "ff";
    private static final String GOLDEN_TAG = "01bf"
            + "66646967657374582101" // digest: 33 bytes
            + "11".repeat(32)
            + "67636865636b65649f1a6b042ac005ff" // checked: [seconds, nanoseconds]
            + "67686973746f727981bf" // history: one entry
            + "66646967657374582101"
            + "11".repeat(32)
            + "6573696e63659f1a6b042ac005ff"
            + "ffff";

    private final BlobRecords blobs = new BlobRecords();
    private final LinkRecords links = new LinkRecords();
    private final TagRecords tags = new TagRecords();

    @Test
    void aBlobIsWrittenAsEver() throws Exception {
        assertGolden(blobs, new BlobRecord(5_000_000_000L, true), GOLDEN_BLOB);
    }

    @Test
    void aManifestLinkIsWrittenAsEver() throws Exception {
        assertGolden(links, Link.claimedManifest(528, "a/b", ONES), GOLDEN_MANIFEST_LINK);
    }

    @Test
    void aBlobLinkIsWrittenAsEver() throws Exception {
        assertGolden(links, Link.provenBlob(-1, Optional.empty()), GOLDEN_BLOB_LINK);
    }

    @Test
    void aTagIsWrittenAsEver() throws Exception {
        assertGolden(tags, TagEntry.first(ONES, NOON), GOLDEN_TAG);
    }

    @Test
    void aBlobKeyIsTheAlgorithmAndTheHash() {
        assertThat(hex(blobs.key(ONES))).isEqualTo("01" + "11".repeat(32));
        assertThat(hex(blobs.key(TWOS))).isEqualTo("02" + "22".repeat(64));
    }

    @Test
    void aLinkKeyIsTheRepositoryThenTheDigest() {
        assertThat(hex(links.key(new LinkKey(ALPINE, ONES))))
                .isEqualTo(
                        "646f636b65722e696f" + "00" + "6c6962726172792f616c70696e65" + "00" + "01" + "11".repeat(32));
    }

    @Test
    void aTagKeyIsTheRepositoryThenTheTag() {
        assertThat(hex(tags.key(new Reference.ByTag(ALPINE, "3.20"))))
                .isEqualTo("646f636b65722e696f" + "00" + "6c6962726172792f616c70696e65" + "00" + "332e3230");
    }

    static List<Link> links() {
        return List.of(
                Link.claimedBlob(Long.MAX_VALUE, TWOS),
                Link.claimedManifest(0, "application/vnd.oci.image.index.v1+json", ONES),
                Link.provenBlob(-1, Optional.empty()),
                Link.provenBlob(1, Optional.of(ONES)),
                Link.provenManifest(2, "ü/ö"));
    }

    @ParameterizedTest
    @MethodSource("links")
    void aLinkComesBackAsItWas(Link link) throws Exception {
        assertThat(links.decode(links.encode(link))).isEqualTo(link);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1970-01-01T00:00:00Z", "1969-12-31T23:59:59.999999999Z", "+999999999-12-31T23:59:59Z"})
    void anyInstantComesBackAsItWas(Instant instant) throws Exception {
        TagEntry entry = TagEntry.first(TWOS, instant).confirmed(ONES, NOON);

        assertThat(tags.decode(tags.encode(entry))).isEqualTo(entry);
    }

    @Test
    void anUnknownFieldIsSkipped() throws Exception {
        // {"size": 7, "public": true, "tiers": ["disk", "bucket"]}
        byte[] later = HexFormat.of()
                .parseHex("01" + "a3" + "6473697a65" + "07" + "667075626c6963" + "f5" + "657469657273" + "82"
                        + "646469736b" + "666275636b6574");

        assertThat(blobs.decode(later)).isEqualTo(new BlobRecord(7, true));
    }

    @Test
    void anUnknownVersionIsRefusedWithBothNumbers() {
        byte[] later = blobs.encode(new BlobRecord(7, true));
        later[0] = 2;

        assertThatExceptionOfType(RecordFormatException.class)
                .isThrownBy(() -> blobs.decode(later))
                .withMessageContaining("format 2")
                .withMessageContaining("reads 1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "01",
                "01a0",
                "01f6",
                "0180",
                "01ff",
                "01a1656469676573f6",
                // "public" is null; "size" is text; a second map follows
                "01a26473697a6507667075626c6963f6",
                "01a26473697a656161667075626c6963f5",
                "01a26473697a6507667075626c6963f5a0"
            })
    void damagedBytesAreRefusedByEveryKind(String bytes) {
        byte[] damaged = HexFormat.of().parseHex(bytes);

        assertThatExceptionOfType(RecordFormatException.class).isThrownBy(() -> blobs.decode(damaged));
        assertThatExceptionOfType(RecordFormatException.class).isThrownBy(() -> links.decode(damaged));
        assertThatExceptionOfType(RecordFormatException.class).isThrownBy(() -> tags.decode(damaged));
    }

    @Test
    void everyCutOfATagIsRefused() {
        byte[] whole = tags.encode(TagEntry.first(ONES, NOON).confirmed(TWOS, NOON));

        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatExceptionOfType(RecordFormatException.class).isThrownBy(() -> tags.decode(cut));
        }
    }

    private static <V> void assertGolden(RecordCodec<?, V> codec, V value, String golden) throws Exception {
        assertThat(hex(codec.encode(value))).isEqualTo(golden);
        assertThat(codec.decode(HexFormat.of().parseHex(golden))).isEqualTo(value);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
