package dev.entrepot.config.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSizeTest {

    @ParameterizedTest
    @CsvSource({
        "0B, 0, 0B",
        "1B, 1, 1B",
        "1024B, 1024, 1KiB",
        "1536KiB, 1572864, 1536KiB",
        "50GiB, 53687091200, 50GiB",
        "2048TiB, 2251799813685248, 2048TiB",
        "1MB, 1000000, 1000000B",
        "64kB, 64000, 64000B",
        "3TB, 3000000000000, 2929687500KiB"
    })
    void isReadAndWritten(String text, long bytes, String written) throws Exception {
        assertThat(ByteSize.parse(text)).isEqualTo(new ByteSize(bytes)).hasToString(written);
        assertThat(ByteSize.parse(written)).isEqualTo(new ByteSize(bytes));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "GiB",
                "-1B",
                "1.5GiB",
                "1 GiB",
                "50",
                "50G",
                "50gib",
                "1X",
                "99999999TiB",
                "10000000000000000000B"
            })
    void anythingElseIsRefused(String text) {
        assertThatThrownBy(() -> ByteSize.parse(text)).isInstanceOf(InvalidValueException.class);
    }

    @ParameterizedTest
    @CsvSource({"50g, did you mean '50GiB'?", "50, 'add a unit, such as 50MiB; bytes are 50B'"})
    void theRemedyIsWhatWasMostLikelyMeant(String text, String remedy) {
        assertThatThrownBy(() -> ByteSize.parse(text))
                .isInstanceOfSatisfying(
                        InvalidValueException.class, e -> assertThat(e.remedy()).isEqualTo(remedy));
    }
}
