package dev.entrepot.proxy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class OperationsPageTest {

    private static final Path PAGE = Path.of("../docs/operations.md");

    @Test
    void everyExitCodeIsExplained() throws IOException, IllegalAccessException {
        String page = Files.readString(PAGE);

        for (Field code : ExitCode.class.getDeclaredFields()) {
            assertThat(page).as(code.getName()).contains("\n| " + code.getInt(null) + " | ");
        }
    }
}
