package dev.entrepot.core.oci;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/** What a client, a manifest or an upstream calls a digest. */
class DigestFuzzTest {

    @FuzzTest
    void aDigestIsWrittenAsItWasReadAndAnythingElseIsInvalid(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        try {
            Digest digest = Digest.parse(text);
            assertThat(digest).hasToString(text);
            // What becomes the name of a file.
            assertThat(digest.hex()).hasSize(digest.algorithm().hexLength()).matches("[0-9a-f]+");
        } catch (OciException e) {
            assertThat(e.error().code()).isEqualTo(OciErrorCode.DIGEST_INVALID);
            assertThat(e.error().status()).isEqualTo(400);
        }
    }
}
