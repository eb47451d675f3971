package dev.entrepot.core.oci;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AttachedTagTest {

    private static final Repository REPOSITORY = new Repository("docker.io", "library/alpine");
    private static final String HEX = "0123456789abcdef".repeat(4);

    @Test
    void theTagOfADigestHasADashForItsColon() {
        assertThat(AttachedTag.ofReferrers(REPOSITORY, Digest.parse("sha256:" + HEX)))
                .isEqualTo(new Reference.ByTag(REPOSITORY, "sha256-" + HEX));
    }

    /** distribution-spec, "Referrers Tag Schema": a tag has 128 characters at most. */
    @Test
    void ofALongDigestTheFirst64CharactersCount() {
        assertThat(AttachedTag.ofReferrers(REPOSITORY, Digest.parse("sha512:" + HEX + "f".repeat(64))))
                .isEqualTo(new Reference.ByTag(REPOSITORY, "sha512-" + HEX));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".sig", ".att", ".sbom"})
    void whatIsAttachedHasADigestForAName(String ending) {
        assertThat(AttachedTag.isOne("sha256-" + HEX + ending)).isTrue();
        assertThat(AttachedTag.isOne("sha512-" + HEX + ending)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"latest", "sha256-abc", "sha256-" + "A", "v1.sig"})
    void otherTagsAreOrdinary(String tag) {
        assertThat(AttachedTag.isOne(tag)).isFalse();
        assertThat(AttachedTag.isOne("sha256-" + HEX + "." + tag)).isFalse();
    }
}
