package dev.entrepot.proxy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.diagnosis.Cause;
import dev.entrepot.core.fsck.Finding;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OperationsPageTest {

    private static final Path PAGE = Path.of("../docs/operations.md");

    @ParameterizedTest
    @EnumSource
    void everythingACheckMayFindIsExplained(Finding.Kind kind) throws IOException {
        assertThat(Files.readString(PAGE)).contains("\n| `" + kind + "` | ");
    }

    @ParameterizedTest
    @EnumSource(
            value = Cause.class,
            names = {"NOTHING", "TOO_LITTLE"},
            mode = EnumSource.Mode.EXCLUDE)
    void everyReasonForADiagnosisIsExplained(Cause cause) throws IOException {
        assertThat(Files.readString(PAGE))
                .contains("\n| `" + cause.label() + "` | " + cause.verdict().label() + " | ");
    }

    @Test
    void everyExitCodeIsExplained() throws IOException, IllegalAccessException {
        String page = Files.readString(PAGE);

        for (Field code : ExitCode.class.getDeclaredFields()) {
            assertThat(page).as(code.getName()).contains("\n| " + code.getInt(null) + " | ");
        }
    }
}
