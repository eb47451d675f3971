package dev.entrepot.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigReferenceTest {

    private static final Path PAGE = Path.of("..", "docs", "configuration.md");

    @Test
    void thePageIsWhatTheRecordsSay() throws IOException {
        if ("write".equals(System.getProperty("entrepot.docs"))) {
            Files.createDirectories(PAGE.resolveSibling("."));
            Files.writeString(PAGE, ConfigReference.markdown());
        }

        assertThat(PAGE)
                .as("write it anew with: mvn test -pl config -am -Dtest=ConfigReferenceTest"
                        + " -Dsurefire.failIfNoSpecifiedTests=false -Dentrepot.docs=write")
                .hasContent(ConfigReference.markdown());
    }

    @Test
    void theExampleOfThePageLoads(@TempDir Path directory) throws Exception {
        Workplace workplace = new Workplace(directory).env("HUB_TOKEN", "x").yaml(ConfigReference.EXAMPLE);

        assertThat(workplace.load().hosts()).containsEntry("registry.internal", "registry.example.com:5000");
    }

    @Test
    void theErrorsOfThePageAreReal(@TempDir Path directory) {
        Workplace workplace = new Workplace(directory)
                .env("ENTREPOT_LISTEN", "5000")
                .yaml("# 1\n# 2\n# 3\nupstreams:\n  docker.io:\n    tagttl: 5m\n");

        assertThat(ConfigReference.markdown()).contains(String.join("\n", workplace.errors()));
    }
}
