package dev.entrepot.core.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DigestTest {

    /** Of no bytes at all. */
    private static final String EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sha256:" + EMPTY,
                "sha512:cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce"
                        + "47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e"
            })
    void theStringIsTheWireForm(String wire) {
        assertThat(Digest.parse(wire)).hasToString(wire);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                "sha256",
                "sha256:",
                EMPTY,
                ":" + EMPTY,
                "md5:d41d8cd98f00b204e9800998ecf8427e",
                "SHA256:" + EMPTY,
                "sha256:E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855",
                "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b85",
                "sha256:" + EMPTY + "5",
                "sha256:" + EMPTY + " ",
                "sha256:../../../../../../../../../../../../../../../../../../../../etc/pa",
                "sha512:" + EMPTY,
                "sha256:sha256:" + EMPTY
            })
    void anythingElseIsABadRequest(String text) {
        assertThatExceptionOfType(OciException.class)
                .isThrownBy(() -> Digest.parse(text))
                .satisfies(refused -> assertThat(refused.error())
                        .extracting(OciError::code, OciError::status)
                        .containsExactly(OciErrorCode.DIGEST_INVALID, 400));
    }

    @Test
    void theConstructorRefusesWhatParsingRefuses() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Digest(DigestAlgorithm.SHA512, EMPTY));
    }

    @Test
    void bytesHaveTheDigestEverybodyElseComputes() {
        assertThat(Digest.sha256("abc".getBytes(StandardCharsets.UTF_8)))
                .hasToString("sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    @Test
    void hashingABufferLeavesItsPositionAlone() {
        ByteBuffer content =
                ByteBuffer.wrap(new byte[] {1, 2, 3, 4}).position(1).limit(3);

        Digest digest = Digest.of(DigestAlgorithm.SHA256, content);

        assertThat(digest).isEqualTo(Digest.sha256(new byte[] {2, 3}));
        assertThat(content.remaining()).isEqualTo(2);
    }

    @Test
    void theDigestOfNothingIsKnown() {
        assertThat(Digest.parse("sha256:" + EMPTY).isOfNothing()).isTrue();
        assertThat(Digest.of(DigestAlgorithm.SHA512, ByteBuffer.allocate(0)).isOfNothing())
                .isTrue();
        assertThat(Digest.sha256(new byte[1]).isOfNothing()).isFalse();
    }

    @Test
    void aTagIsNeverTakenForADigest() {
        assertThat(Digest.looksLikeDigest("sha256")).isFalse();
        assertThat(Digest.looksLikeDigest("md5:00")).isTrue();
    }

    @Test
    void digestsSortByAlgorithmAndThenByHex() {
        Digest low = Digest.parse("sha256:" + "0".repeat(64));
        Digest high = Digest.parse("sha256:" + "f".repeat(64));
        Digest long0 = Digest.parse("sha512:" + "0".repeat(128));

        assertThat(low).isLessThan(high);
        assertThat(high).isLessThan(long0);
    }
}
