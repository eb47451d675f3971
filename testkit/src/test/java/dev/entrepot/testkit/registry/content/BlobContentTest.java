package dev.entrepot.testkit.registry.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.DigestAlgorithm;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class BlobContentTest {

    static Stream<BlobContent> contents() {
        BlobContent random = BlobContent.random(1, 150_001);
        return Stream.of(
                random,
                BlobContent.of(random.toBytes()),
                random.slice(3, 100_000),
                BlobContent.concat(random.slice(0, 7), BlobContent.of(new byte[0]), random),
                BlobContent.gzip(random));
    }

    @ParameterizedTest
    @MethodSource("contents")
    void anyPartIsTheSameAsInTheWhole(BlobContent content) {
        byte[] whole = content.toBytes();
        Random random = new Random(2);
        for (int i = 0; i < 200; i++) {
            int first = random.nextInt(whole.length);
            int length = random.nextInt(Math.min(70_000, whole.length - first) + 1);

            assertThat(ByteBuffer.wrap(content.toBytes(first, length)))
                    .isEqualTo(ByteBuffer.wrap(whole, first, length));
        }
    }

    @ParameterizedTest
    @MethodSource("contents")
    void aDigestIsThatOfTheBytes(BlobContent content) {
        assertThat(content.sha256()).isEqualTo(Digest.sha256(content.toBytes()));
        assertThat(content.digest(DigestAlgorithm.SHA512))
                .isEqualTo(Digest.of(DigestAlgorithm.SHA512, ByteBuffer.wrap(content.toBytes())));
    }

    @Test
    void theSameSeedGivesTheSameBytesAndAnotherGivesOthers() {
        assertThat(BlobContent.random(5, 100).toBytes())
                .isEqualTo(BlobContent.random(5, 100).toBytes())
                .isNotEqualTo(BlobContent.random(6, 100).toBytes());
    }

    @Test
    void aLongerContentBeginsWithTheShorterOneOfItsSeed() {
        assertThat(BlobContent.random(5, 1L << 50).toBytes(0, 100))
                .isEqualTo(BlobContent.random(5, 100).toBytes());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65_534, 65_535, 65_536, 131_070, 200_000})
    void gzipCanBeReadByOthers(int size) throws IOException {
        BlobContent content = BlobContent.random(9, size);

        byte[] compressed = BlobContent.gzip(content).toBytes();

        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(compressed))) {
            assertThat(in.readAllBytes()).isEqualTo(content.toBytes());
        }
    }

    @Test
    void whatIsNotThereCannotBeRead() {
        assertThatThrownBy(() -> BlobContent.random(1, 10).toBytes(5, 6)).isInstanceOf(IndexOutOfBoundsException.class);
    }
}
