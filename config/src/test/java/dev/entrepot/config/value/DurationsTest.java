package dev.entrepot.config.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {

    @ParameterizedTest
    @CsvSource({
        "0s, PT0S, 0s",
        "5m, PT5M, 5m",
        "7d, PT168H, 7d",
        "1h30m, PT1H30M, 1h30m",
        "90m, PT1H30M, 1h30m",
        "500ms, PT0.5S, 500ms",
        "1m500ms, PT1M0.5S, 1m500ms",
        "1d2h3m4s5ms, PT26H3M4.005S, 1d2h3m4s5ms",
        "36500d, PT876000H, 36500d"
    })
    void isReadAndWritten(String text, Duration duration, String written) throws Exception {
        assertThat(Durations.parse(text)).isEqualTo(duration);
        assertThat(Durations.format(duration)).isEqualTo(written);
        assertThat(Durations.parse(written)).isEqualTo(duration);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "5",
                "m",
                "-5m",
                "5 m",
                "5M",
                "1.5h",
                "30m1h",
                "5m5m",
                "1w",
                "P1D",
                "36501d",
                "9999999999s",
                "٥m"
            })
    void anythingElseIsRefused(String text) {
        assertThatThrownBy(() -> Durations.parse(text)).isInstanceOf(InvalidValueException.class);
    }
}
