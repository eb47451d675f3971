package dev.entrepot.proxy.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OperationsPageTest {

    private static final Path PAGE = Path.of("../docs/operations.md");

    @ParameterizedTest
    @EnumSource
    void everyCacheStatusIsExplained(CacheStatus status) throws IOException {
        String header = status.header().substring("entrepot; ".length());

        assertThat(Files.readString(PAGE)).contains("| `" + header + "` | `" + status.label() + "` |");
    }
}
