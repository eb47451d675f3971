package dev.entrepot.core.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReferenceTest {

    private static final Repository ALPINE = new Repository("docker.io", "library/alpine");

    @ParameterizedTest
    @ValueSource(strings = {"latest", "3.20", "_", "A", "v1.0-rc.1_build", "sha256-e3b0c442.sig", "0"})
    void aTagIsReadAsOne(String text) {
        assertThat(Reference.parse(ALPINE, text)).isEqualTo(new Reference.ByTag(ALPINE, text));
    }

    @Test
    void aDigestIsReadAsOne() {
        Digest digest = Digest.sha256(new byte[0]);

        assertThat(Reference.parse(ALPINE, digest.toString())).isEqualTo(new Reference.ByDigest(ALPINE, digest));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".hidden", "-flag", "with space", "a/b", "a\n", "ä", "a+b"})
    void whatIsNeitherIsABadRequest(String text) {
        assertThatExceptionOfType(OciException.class)
                .isThrownBy(() -> Reference.parse(ALPINE, text))
                .satisfies(refused -> assertThat(refused.error())
                        .extracting(OciError::code, OciError::status)
                        .containsExactly(OciErrorCode.MANIFEST_INVALID, 400));
    }

    @Test
    void whatHasAColonMustBeADigest() {
        assertThatExceptionOfType(OciException.class)
                .isThrownBy(() -> Reference.parse(ALPINE, "sha256:short"))
                .satisfies(refused -> assertThat(refused.error().code()).isEqualTo(OciErrorCode.DIGEST_INVALID));
    }

    @Test
    void theLongestTagHas128Characters() {
        assertThat(Reference.parse(ALPINE, "t".repeat(128)).wireForm()).hasSize(128);
        assertThatExceptionOfType(OciException.class).isThrownBy(() -> Reference.parse(ALPINE, "t".repeat(129)));
    }

    @Test
    void theStringIsWhatUsersWrite() {
        Digest digest = Digest.sha256(new byte[0]);

        assertThat(new Reference.ByTag(ALPINE, "3.20")).hasToString("docker.io/library/alpine:3.20");
        assertThat(new Reference.ByDigest(ALPINE, digest)).hasToString("docker.io/library/alpine@" + digest);
    }
}
