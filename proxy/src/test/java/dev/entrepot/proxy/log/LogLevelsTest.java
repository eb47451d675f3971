package dev.entrepot.proxy.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.LoggerContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogLevelsTest {

    private final LoggerContext context = new LoggerContext();
    private final LogLevels levels = new LogLevels(context);

    @Test
    void aLoggerIsSetByItsWholeName() {
        levels.set("dev.entrepot.core", "debug");

        assertThat(context.getLogger("dev.entrepot.core.pull.Fill").isDebugEnabled())
                .isTrue();
        assertThat(levels.set()).containsEntry("dev.entrepot.core", "DEBUG");
    }

    @Test
    void aLoggerIsSetAsTheLogShowsIt() {
        context.getLogger("dev.entrepot.core.pull.Carriage");

        levels.set("Carriage", "warn");

        assertThat(levels.set()).containsEntry("dev.entrepot.core.pull.Carriage", "WARN");
    }

    @Test
    void theDefaultIsWhatItWas() {
        context.getLogger("entrepot.access").setLevel(ch.qos.logback.classic.Level.INFO);
        levels.set("entrepot.access", "off");
        levels.set("entrepot.access", "error");
        levels.set("dev.entrepot", "trace");

        levels.set("entrepot.access", "default");
        levels.set("dev.entrepot", "default");

        assertThat(levels.set()).containsEntry("entrepot.access", "INFO");
        assertThat(context.getLogger("dev.entrepot").getLevel()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ROOT", "io.netty", "software.amazon.awssdk.request", "dev.entrepotx", "Carriage", ""})
    void whatLibrariesSayStaysUnsaid(String logger) {
        assertThatThrownBy(() -> levels.set(logger, "debug"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is no logger of entrepot; write dev.entrepot for all");
    }

    @Test
    void whatIsNoLevelIsRefusedWithThoseThatAre() {
        assertThatThrownBy(() -> levels.set("dev.entrepot", "verbose"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'verbose' is no level; there are trace, debug, info, warn, error, off and default");
    }
}
