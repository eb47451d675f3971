package dev.entrepot.core.oci;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OciErrorTest {

    @Test
    void theBodyIsThatOfTheSpecification() {
        assertThat(OciErrorCode.BLOB_UNKNOWN.error("not here").toJson())
                .isEqualTo("{\"errors\":[{\"code\":\"BLOB_UNKNOWN\",\"message\":\"not here\"}]}");
    }

    @Test
    void whatAClientSentCannotEndTheString() {
        assertThat(OciErrorCode.NAME_INVALID.error("a\"},{\"b\\").toJson())
                .isEqualTo("{\"errors\":[{\"code\":\"NAME_INVALID\",\"message\":\"a\\\"},{\\\"b\\\\\"}]}");
    }

    @Test
    void controlCharactersAreEscaped() {
        assertThat(OciErrorCode.NAME_INVALID
                        .error("\u0000\t\r\n\u001b[31m\u007f")
                        .toJson())
                .contains("\\u0000\\u0009\\u000d\\u000a\\u001b[31m\\u007f");
    }

    @Test
    void otherScriptsAreLeftAsTheyAre() {
        assertThat(OciErrorCode.NAME_INVALID.error("é…😀").toJson()).contains("é…😀");
    }

    @Test
    void eachCodeKnowsItsStatusAndMayBeSentWithAnother() {
        assertThat(OciErrorCode.DENIED.error("no").status()).isEqualTo(403);
        assertThat(OciErrorCode.BLOB_UNKNOWN.error(503, "cannot be asked").status())
                .isEqualTo(503);
    }
}
