package dev.entrepot.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.config.value.ByteSize;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DegradedKeysTest {

    @TempDir
    Path directory;

    private Workplace workplace;

    @BeforeEach
    void create() {
        workplace = new Workplace(directory);
    }

    @Test
    void withoutAWordUpstreamsAreSparedAsTheDesignSays() throws ConfigException {
        assertThat(workplace.load().degraded()).isEqualTo(new DegradedConfig(10, 4, new ByteSize(50L << 20)));
    }

    @Test
    void eachLimitIsAKey() throws ConfigException {
        workplace.yaml("degraded: {requests-per-second: 1, concurrent-transfers: 2, bytes-per-second: 3MiB}");

        assertThat(workplace.load().degraded()).isEqualTo(new DegradedConfig(1, 2, new ByteSize(3L << 20)));
    }

    @ParameterizedTest
    @CsvSource({"requests-per-second, 0", "concurrent-transfers, 0", "bytes-per-second, 0B"})
    void nothingAtAllIsNoLimitButAMistake(String key, String value) {
        workplace.yaml("degraded: {" + key + ": " + value + "}");

        assertThat(workplace.errors())
                .singleElement()
                .asString()
                .contains("degraded")
                .contains(key);
    }

    @Test
    void limitsChangeWhileRunning() throws ConfigException {
        Configuration before = workplace.load();
        Configuration after =
                workplace.yaml("degraded: {concurrent-transfers: 9}").load();

        assertThat(Changes.between(before, after).reloaded()).containsExactly("degraded.concurrent-transfers");
    }
}
